// Records to rows and back.
import { expect, test } from "bun:test";
import { progressRow, recordOf, rowOf } from "../../../../../../src/cli/ctrun/state/rows.ts";
import { someRecord } from "./some-record.ts";

const FULL = someRecord({
  state: "exited",
  owner: { pid: 1, startTime: 2 },
  keeper: { pid: 3, startTime: 4 },
  monitor: { pid: 5, startTime: 6 },
  pid: 7,
  startedAt: 8,
  finishedAt: 9,
  exitCode: 0,
  outOfMemory: true,
  error: "why",
  ports: [{ hostIp: "", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 1 }],
});

test("recordOf() gives back what rowOf() was given", () => {
  expect(recordOf(rowOf(FULL))).toEqual(FULL);
  const bare = someRecord();
  expect(recordOf(rowOf(bare))).toEqual(bare);
});

test("progressRow() has the columns that change, NULL for what is not known", () => {
  expect(progressRow(FULL)).not.toHaveProperty("config");
  expect(progressRow(someRecord())).toMatchObject({
    owner_pid: null,
    keeper_start: null,
    exit_code: null,
    out_of_memory: 0,
  });
});

// The table that people see.
import { expect, test } from "bun:test";
import { COLOURFUL, PLAIN } from "../../../../../../src/cli/ctrun/output/paint.ts";
import { listTable } from "../../../../../../src/cli/ctrun/show/list-table.ts";
import { someRecord } from "../state/some-record.ts";

const RECORD = someRecord({
  id: "0123456789abcdef".repeat(4),
  name: "web",
  state: "running",
  createdAt: 0,
  startedAt: 60_000,
  config: {
    rootfs: "/a/very/long/path/to/some/root/file/system",
    command: ["sh", "-c", "echo  one\ntwo; sleep 1000000"],
  },
});

test("listTable() shortens ids, paths and commands, and keeps a row on one line", () => {
  const text = listTable([RECORD], { now: 120_000, paint: PLAIN, full: false });
  expect(text).toBe(
    "CONTAINER ID  ROOTFS         COMMAND                       CREATED        STATUS       PORTS  NAMES\n" +
      "0123456789ab  …/file/system  sh -c echo one two; sleep 1…  2 minutes ago  Up 1 minute         web\n",
  );
});

test("listTable() shows all in full when asked to", () => {
  const text = listTable([RECORD], { now: 120_000, paint: PLAIN, full: true });
  expect(text).toContain(RECORD.id);
  expect(text).toContain("/a/very/long/path/to/some/root/file/system");
  expect(text).toContain("sh -c echo one two; sleep 1000000");
});

test("listTable() shows by its colour how a container is", () => {
  const failed = someRecord({ state: "exited", exitCode: 1, finishedAt: 0, createdAt: 0 });
  const broken = someRecord({ state: "created", error: "why", createdAt: 0 });
  const text = listTable([RECORD, failed, broken], { now: 120_000, paint: COLOURFUL, full: false });
  expect(text).toContain("\x1b[32mUp 1 minute\x1b[0m");
  expect(text).toContain("\x1b[33mExited (1) 2 minutes ago\x1b[0m");
  expect(text).toContain("\x1b[1;31mFailed to start\x1b[0m");
});

test("listTable() without containers is a heading", () => {
  expect(listTable([], { now: 0, paint: PLAIN, full: false })).toStartWith("CONTAINER ID  ROOTFS");
});

// Tests of src/engine/spawn/monitor-pidfile.ts.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { monitorPidIn, readMonitorPidfile } from "../../../../../src/engine/spawn/monitor-pidfile.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

test.each(["1", "4194304", "77\n"])("readMonitorPidfile() reads %j", (text) => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("pid"), text);
  expect(readMonitorPidfile(directory.at("pid"))).toEqual({ kind: "pid", pid: Number(text) });
  expect(monitorPidIn(directory.at("pid"))).toBe(Number(text));
});

test.each(["", "0", "-1", "one", "12345678", "1 2", "0x10"])(
  "readMonitorPidfile() does not take %j for a pid",
  (text) => {
    using directory = new TemporaryDirectory();
    writeFileSync(directory.at("pid"), text);
    const problem = `Not a pid in ${JSON.stringify(directory.at("pid"))}: ${JSON.stringify(text)}`;
    expect(readMonitorPidfile(directory.at("pid"))).toEqual({ kind: "unreadable", problem });
    expect(monitorPidIn(directory.at("pid"))).toBeUndefined();
  },
);

test("readMonitorPidfile() tells a file that is not there from one that cannot be read", () => {
  using directory = new TemporaryDirectory();
  expect(readMonitorPidfile(directory.at("pid"))).toEqual({ kind: "missing" });
  expect(readMonitorPidfile(directory.path)).toMatchObject({ kind: "unreadable" });
});

// Tests of src/engine/pidfile.ts.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { makeFifo } from "../../../../ffi/file.ts";
import { pidIn, readPidfile } from "../../../../src/engine/pidfile.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";

test.each(["1", "4194304", "77\n"])("readPidfile() reads %j", (text) => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("pid"), text);
  expect(readPidfile(directory.at("pid"))).toEqual({ kind: "pid", pid: Number(text) });
  expect(pidIn(directory.at("pid"))).toBe(Number(text));
});

test.each(["", "0", "-1", "one", "12345678", "1 2", "0x10"])("readPidfile() does not take %j for a pid", (text) => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("pid"), text);
  const problem = `Not a pid in ${JSON.stringify(directory.at("pid"))}: ${JSON.stringify(text)}`;
  expect(readPidfile(directory.at("pid"))).toEqual({ kind: "unreadable", problem });
  expect(pidIn(directory.at("pid"))).toBeUndefined();
});

test("readPidfile() tells a file that is not there from one that cannot be read", () => {
  using directory = new TemporaryDirectory();
  expect(readPidfile(directory.at("pid"))).toEqual({ kind: "missing" });
  expect(readPidfile(directory.path)).toMatchObject({ kind: "unreadable" });
});

test("readPidfile() is neither held up by a FIFO nor flooded by a device", () => {
  using directory = new TemporaryDirectory();
  makeFifo(directory.at("pid"), 0o600);
  expect(readPidfile(directory.at("pid"))).toMatchObject({ kind: "unreadable" });
  expect(readPidfile("/dev/zero")).toMatchObject({ kind: "unreadable" });
});

// Tests of src/engine/wait/monitor-process.ts, with a process that is started as a monitor would be.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { SIGKILL } from "../../../../../ffi/constants.ts";
import { SystemError } from "../../../../../ffi/errno.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { kill } from "../../../../../ffi/process.ts";
import { findMonitor } from "../../../../../src/engine/wait/monitor-process.ts";
import { becomesReadable, exitOf, waitUntil } from "../../../../helpers/deadline.ts";
import { processOf } from "../../../../helpers/processes.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { PretendedMonitor } from "./pretended-monitor.ts";

test.each(["--cid abc", "-c abc", "--cid=abc"])("findMonitor() finds a process with %s", (words) => {
  using monitor = new PretendedMonitor("abc", words.split(" "));
  using found = findMonitor(monitor.place);
  if (found === undefined) return expect.unreachable();
  expect(becomesReadable(found, 0)).toBe(false);
  kill(monitor.pid, SIGKILL);
  expect(becomesReadable(found)).toBe(true);
});

test("findMonitor() finds none when the pid is somebody else's", () => {
  using monitor = new PretendedMonitor("abc", ["--cid", "abcd", "xabc"]);
  expect(findMonitor(monitor.place)).toBeUndefined();
});

test("findMonitor() finds none that has ended, collected or not", () => {
  using monitor = new PretendedMonitor("abc", ["--cid", "abc"]);
  kill(monitor.pid, SIGKILL);
  waitUntil("the monitor's end", () => processOf(monitor.pid)?.state === "Z");
  expect(findMonitor(monitor.place)).toBeUndefined();
  exitOf(monitor.pid, "the monitor");
  expect(findMonitor(monitor.place)).toBeUndefined();
});

test.each([[""], ["0"], ["-1"], ["x"], ["12x"], ["99999999999"]])("findMonitor() finds none by the pid %j", (text) => {
  using directory = new TemporaryDirectory();
  const monitorPidfile = directory.at("pid");
  writeFileSync(monitorPidfile, text);
  expect(findMonitor({ id: "abc", monitorPidfile })).toBeUndefined();
});

test("findMonitor() says when the pid file cannot be read", () => {
  using directory = new TemporaryDirectory();
  expect(() => findMonitor({ id: "abc", monitorPidfile: directory.path })).toThrow(SystemError);
  expect(findMonitor({ id: "abc", monitorPidfile: directory.at("missing") })).toBeUndefined();
});

test("findMonitor() leaves nothing open when it cannot look at the process", () => {
  using monitor = new PretendedMonitor("abc", ["--cid", "abc"]);
  const { openat } = libc;
  const attempt = (): void => {
    let calls = 0;
    libc.openat = (...args) => (++calls === 2 ? openat(-1, new Uint8Array([0x78, 0]), 0, 0) : openat(...args));
    try {
      expect(() => findMonitor(monitor.place)).toThrow(SystemError);
    } finally {
      libc.openat = openat;
    }
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

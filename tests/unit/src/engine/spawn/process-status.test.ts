// Checks what /proc/PID/stat is taken to say.
import { expect, test } from "bun:test";
import { O_RDWR } from "../../../../../ffi/constants.ts";
import { open } from "../../../../../ffi/file.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { waitForChild } from "../../../../../ffi/process.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import { commandLineOf, processStatus } from "../../../../../src/engine/spawn/process-status.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { BUSYBOX } from "../../../../helpers/monitors.ts";

test("processStatus() tells parent, session and start, and nothing of nobody", () => {
  const own = processStatus(process.pid);
  expect(own).toMatchObject({ pid: process.pid, isZombie: false, parent: process.ppid });
  expect(own?.session).toBeGreaterThan(0);
  expect(own?.startTime).toBeGreaterThan(processStatus(1)?.startTime ?? Number.POSITIVE_INFINITY);
  expect(processStatus(2 ** 22)).toBeUndefined();
});

test("processStatus() knows a zombie", () => {
  using nothing = open("/dev/null", O_RDWR);
  const fds = new Map([0, 1, 2].map((fd) => [fd, nothing]));
  const pid = spawn(BUSYBOX, { argv: ["true"].map(cString), env: [], fds });
  waitUntil("its end", () => processStatus(pid)?.isZombie === true);
  waitForChild(pid);
  expect(processStatus(pid)).toBeUndefined();
});

test("commandLineOf() has every argument, and nothing for a process that is gone", async () => {
  const child = Bun.spawn(["cat", "--", "-"], { stdin: "pipe", stdout: "ignore" });
  // For a moment after the spawn the kernel has none yet.
  waitUntil("its arguments", () => commandLineOf(child.pid) === "cat\0--\0-\0");
  await child.stdin.end();
  await child.exited;
  expect(commandLineOf(child.pid)).toBe("");
});

// Tests of src/engine/spawn/end-monitor.ts, with real processes.
import { expect, test } from "bun:test";
import { O_RDWR } from "../../../../../ffi/constants.ts";
import { open } from "../../../../../ffi/file.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { pidFd } from "../../../../../ffi/process.ts";
import { endMonitor, endsWithin, existingPidFd } from "../../../../../src/engine/spawn/end-monitor.ts";
import { descendantsOf } from "../../../../../src/engine/spawn/process-tree.ts";
import { Child } from "../../../../../src/waiting/child.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { BUSYBOX } from "../../../../helpers/monitors.ts";
import { processOf } from "../../../../helpers/processes.ts";

/** A program that has started something. */
function running(script: string): { readonly child: Child; readonly started: readonly number[] } {
  using nothing = open("/dev/null", O_RDWR);
  const argv = ["sh", "-c", script].map(cString);
  const child = Child.start(BUSYBOX, { argv, env: [], fds: new Map([0, 1, 2].map((fd) => [fd, nothing])) });
  const started = waitUntil("something to be started", () => {
    const pids = descendantsOf(child.pid);
    return pids.length > 0 && pids;
  });
  return { child, started };
}

const isAlive = (pid: number): boolean => !["Z", undefined].includes(processOf(pid)?.state);

test("endMonitor() kills what was started, and lets the monitor end by itself", async () => {
  const { child, started } = running("sleep 1000 & wait $!; exit 5");
  await endMonitor(child.pid);
  expect(await child.ended()).toEqual({ code: 5 });
  expect(started.filter(isAlive)).toEqual([]);
});

test("endMonitor() kills a monitor that goes on all the same, and what it has started since", async () => {
  const { child } = running("trap '' TERM; while :; do sleep 1000; done");
  await endMonitor(child.pid, 50);
  expect(await child.ended()).toEqual({ signal: 9 });
});

test("endMonitor() kills a monitor that has started nothing, or is not to live any longer", async () => {
  using nothing = open("/dev/null", O_RDWR);
  const argv = ["sleep", "1000"].map(cString);
  const idle = Child.start(BUSYBOX, { argv, env: [], fds: new Map([0, 1, 2].map((fd) => [fd, nothing])) });
  await endMonitor(idle.pid);
  expect(await idle.ended()).toEqual({ signal: 9 });
  const { child } = running("sleep 1000 & wait $!; exit 5");
  await endMonitor(child.pid, 0);
  expect(await child.ended()).toEqual({ signal: 9 });
});

test("endMonitor() and existingPidFd() do not mind a process that is gone", async () => {
  const { child } = running("sleep 0.05; exit 0");
  await child.ended();
  await endMonitor(child.pid);
  expect(existingPidFd(child.pid)).toBeUndefined();
});

test("endsWithin() tells whether it does", async () => {
  const { child } = running("sleep 1000; exit 0");
  using fd = pidFd(child.pid);
  expect(await endsWithin(fd, 1)).toBe(false);
  await endMonitor(child.pid, 0);
  expect(await endsWithin(fd, 1000)).toBe(true);
});

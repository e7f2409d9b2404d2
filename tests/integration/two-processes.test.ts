// The first process starts the second at once: whatever becomes of the first one, the second is the monitor or nothing.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGINT, SIGKILL, SIGTERM } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { cgroupPathOf, hierarchies, removeCgroups } from "../helpers/cgroups.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import type { Process } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

test.each([
  ["SIGKILL", SIGKILL],
  ["SIGTERM", SIGTERM],
  ["SIGINT", SIGINT],
] as const)("%s to the first process while it waits for the start byte ends the second", (_name, signal) => {
  using session = new Session({});
  const second = secondOf(session);
  kill(session.firstPid, signal);
  expect(session.first()).toBe(128 + signal);
  waitUntil("the second process to end", () => session.processes().length === 0);
  expect(second.pid).not.toBe(session.firstPid);
  expect(readdirSync(session.directories.bundle)).toEqual([...session.bundleBefore]);
  expect(existsSync(session.directories.monitorPidfile)).toBe(false);
  expect(session.syncLine()).toBeUndefined();
});

test("SIGKILL to the first process at any time leaves the monitor, or nothing", () => {
  for (let microseconds = 0; microseconds < 12_000; microseconds += 400) {
    using session = new Session({});
    session.go();
    const until = performance.now() + microseconds / 1000;
    waitUntil("the moment", () => performance.now() >= until);
    kill(session.firstPid, SIGKILL);
    session.first();
    const line = session.syncLine();
    if (line === undefined) waitUntil("all to end", () => session.processes().length === 0);
    else expect(line).toMatch(/^\{"data": \d+\}$/);
  }
});

test("a second process that was killed is replaced, or is an error", () => {
  using session = new Session({});
  const second = secondOf(session);
  kill(second.pid, SIGKILL);
  waitUntil("its end", () => session.processes().every(({ pid }) => pid !== second.pid));
  session.go();
  // Some kernels take a dead process out of its cgroup: then it is where another one has to be started.
  if (session.first() === 0) {
    expect(session.created()).toBeGreaterThan(0);
  } else {
    expect(session.complaints()).toContain("[ctrmon:e]: write: EPIPE");
    expect(session.processes()).toEqual([]);
  }
});

test.each([
  ["an unknown option", { nonsense: true }],
  ["a runtime that is not there", { runtime: "/nonexistent/runtime" }],
  ["a log that cannot be opened", { "log-path": "k8s-file:/nonexistent/log" }],
] as const)("%s leaves no second process", (_name, options) => {
  using session = new Session({ options });
  expect(session.first()).toBe(1);
  expect(session.processes()).toEqual([]);
  expect(session.complaints().trimEnd().split("\n")).toHaveLength(1);
});

test.each([
  ["", {}],
  // Where the hierarchies cannot be found, nothing can be moved.
  [", also when it must be started anew for that", { wrapper: hidingCgroups() }],
] as const)("the monitor is in the cgroups that the engine has moved the first process into%s", (_name, setup) => {
  using cgroups = new DisposableStack();
  using session = new Session({ script: "exit 3", ...setup });
  secondOf(session);
  const path = cgroupPathOf(session.directories.root);
  // Afterwards: a cgroup with processes in it stays.
  cgroups.defer(() => removeCgroups(path));
  const placed = hierarchies().filter((hierarchy) => moveTo(`${hierarchy}${path}`, session.firstPid));
  if (placed.length === 0) return;
  const listing = cgroupsOf(session.firstPid);
  expect(listing).toContain(path);
  session.go();
  session.created();
  expect(cgroupsOf(session.monitorPid())).toBe(listing);
  session.start();
  expect(session.monitor()).toBe(3);
});

test("with --sync the first process becomes the monitor", () => {
  using session = new Session({ script: "exit 4", options: { sync: true } });
  session.go();
  waitUntil("the line", () => session.syncLine() !== undefined);
  session.start();
  expect(session.first()).toBe(4);
});

function secondOf(session: Session): Process {
  return waitUntil("the second process", () => session.processes().find(({ pid }) => pid !== session.firstPid));
}

function hidingCgroups(): readonly string[] {
  return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"', "sh"];
}

function cgroupsOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cgroup`, "utf8");
}

/** @returns whether it could: some hierarchies want settings first */
function moveTo(cgroup: string, pid: number): boolean {
  try {
    mkdirSync(cgroup);
    writeFileSync(join(cgroup, "cgroup.procs"), String(pid));
    return true;
  } catch {
    return false;
  }
}

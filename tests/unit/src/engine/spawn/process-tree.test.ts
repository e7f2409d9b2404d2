// Tests of src/engine/spawn/process-tree.ts, with real processes.

import { expect, test } from "bun:test";
import { O_RDWR, SIGKILL } from "../../../../../ffi/constants.ts";
import { open, readLink } from "../../../../../ffi/file.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { kill } from "../../../../../ffi/process.ts";
import { newPipe } from "../../../../../src/engine/spawn/new-pipe.ts";
import { processStatus } from "../../../../../src/engine/spawn/process-status.ts";
import { descendantsOf, holdersOf, holds, leftInSession } from "../../../../../src/engine/spawn/process-tree.ts";
import { Child } from "../../../../../src/waiting/child.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { BUSYBOX } from "../../../../helpers/monitors.ts";

test("descendantsOf() finds all generations, and nobody else", async () => {
  using nothing = open("/dev/null", O_RDWR);
  const argv = ["sh", "-c", "(sleep 1000; true) & sleep 1000; true"].map(cString);
  const child = Child.start(BUSYBOX, { argv, env: [], fds: new Map([0, 1, 2].map((fd) => [fd, nothing])) });
  const found = waitUntil("two of each", () => {
    const pids = descendantsOf(child.pid);
    return pids.length === 3 && pids;
  });
  expect(found).not.toContain(child.pid);
  expect(descendantsOf(process.pid)).toContain(child.pid);
  await child.kill();
  for (const pid of found) kill(pid, SIGKILL);
  expect(descendantsOf(child.pid)).toEqual([]);
});

test("leftInSession() finds what a dead leader has started since, and nothing while it lives", async () => {
  using nothing = open("/dev/null", O_RDWR);
  const argv = ["sh", "-c", "sleep 1000 & sleep 1000; true"].map(cString);
  const fds = new Map([0, 1, 2].map((fd) => [fd, nothing]));
  const leader = Child.start(BUSYBOX, { argv, env: [], fds, lead: "session" });
  const since = processStatus(leader.pid)?.startTime ?? 0;
  const members = waitUntil("its children", () => {
    const pids = descendantsOf(leader.pid);
    return pids.length === 2 && pids;
  });
  expect(leftInSession(leader.pid, since)).toEqual([]);
  await leader.kill();
  expect(leftInSession(leader.pid, since).toSorted()).toEqual(members.toSorted());
  // 100 ticks are a second: they were started by then.
  expect(leftInSession(leader.pid, since + 100_000)).toEqual([]);
  for (const pid of members) kill(pid, SIGKILL);
  waitUntil("their end", () => leftInSession(leader.pid, since).length === 0);
});

test("holdersOf() and holds() find who has a socket open", async () => {
  using pair = newPipe();
  using nothing = open("/dev/null", O_RDWR);
  const socket = readLink(`/proc/self/fd/${pair.child.number}`);
  const fds = new Map([
    [0, nothing],
    [1, nothing],
    [2, nothing],
    [9, pair.child],
  ]);
  const child = Child.start(BUSYBOX, { argv: ["sleep", "1000"].map(cString), env: [], fds });
  expect(holdersOf(socket).toSorted()).toEqual([process.pid, child.pid].toSorted());
  pair.child.close();
  expect(holdersOf(socket)).toEqual([child.pid]);
  expect([holds(child.pid, socket), holds(process.pid, socket), holds(2 ** 22, socket)]).toEqual([true, false, false]);
  await child.kill();
  expect(holdersOf(socket)).toEqual([]);
});

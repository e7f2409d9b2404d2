// Signals to the monitor and engines that go away: nothing hangs, nothing is left, no exit code is lost.
import { expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { SIGINT, SIGKILL, SIGQUIT, SIGTERM } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { fakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const WAITS = "trap 'exit 5' TERM; trap 'exit 6' INT; trap 'exit 7' QUIT; echo ready; while :; do sleep 0.01; done";

test.each([
  ["SIGTERM", SIGTERM, 5],
  ["SIGINT", SIGINT, 6],
  ["SIGQUIT", SIGQUIT, 7],
] as const)("%s to the monitor reaches the container, whose exit code arrives", (_name, signal, code) => {
  using session = new Session({ script: WAITS });
  session.run();
  waitUntil("the container's first word", () => session.log().length > 0);
  kill(session.monitorPid(), signal);
  expect(session.monitor()).toBe(code);
  expect(session.exitFileContent()).toBe(String(code));
  expect(session.processes()).toEqual([]);
});

test("SIGTERM to the monitor while the runtime is at work ends the runtime, and the engine hears of it", () => {
  using session = new Session({ runtime: fakeRuntime("hang=ASIDE/hangs") });
  session.go();
  waitUntil("the runtime", () => existsSync(join(session.directories.aside, "hangs")));
  kill(session.monitorPid(), SIGTERM);
  expect(JSON.parse(session.syncLine() ?? "")).toMatchObject({
    data: -1,
    message: expect.stringContaining("signal 15"),
  });
  expect(session.monitor()).toBe(1);
  expectNothingMade(session);
});

test("a runtime that is killed by somebody else is a failure like any other", () => {
  using session = new Session({ runtime: fakeRuntime("hang=ASIDE/hangs") });
  session.go();
  waitUntil("the runtime", () => existsSync(join(session.directories.aside, "hangs")));
  const runtime = session.processes().find(({ name }) => name === "fake-runtime");
  kill(runtime?.pid ?? 0, SIGKILL);
  expect(JSON.parse(session.syncLine() ?? "")).toMatchObject({
    data: -1,
    message: expect.stringContaining("signal 9"),
  });
  expect(session.monitor()).toBe(1);
  expectNothingMade(session);
});

test.each(["seqpacket", "stream", "pipe"] as const)(
  "an engine that dies before the start byte, on a %s, leaves nothing behind",
  (pipes) => {
    using session = new Session({ pipes });
    session.desert();
    expect(session.first()).toBe(1);
    expect(session.complaints()).toContain("start pipe");
    expectNothingMade(session);
    expect(existsSync(session.directories.monitorPidfile)).toBe(false);
  },
);

test("SIGTERM before the start byte ends the first process", () => {
  using session = new Session({});
  // It has opened the log by the time it waits for the byte.
  waitUntil("the log", () => existsSync(session.directories.log));
  kill(session.firstPid, SIGTERM);
  expect(session.first()).toBe(128 + SIGTERM);
  expectNothingMade(session);
});

test.each(["seqpacket", "stream", "pipe"] as const)(
  "an engine that no longer listens, on a %s, loses no exit code",
  (pipes) => {
    using session = new Session({ pipes, script: "echo out; exit 8" });
    session.closeSync();
    session.go();
    expect(session.first()).toBe(0);
    session.start();
    expect(session.monitor()).toBe(8);
    expect(session.exitFileContent()).toBe("8");
    expect(session.log().map(({ text }) => text)).toEqual(["out"]);
  },
);

test("an engine that no longer listens to a failure leaves nothing behind", () => {
  using session = new Session({ runtime: fakeRuntime("say=no", "exit=1") });
  session.closeSync();
  session.go();
  expect(session.first()).toBe(0);
  expect(session.monitor()).toBe(1);
  expectNothingMade(session);
});

test("the sync pipe is at its end after the one line", () => {
  using session = new Session({ script: "sleep 300" });
  session.run();
  expect(session.syncLine()).toBeUndefined();
});

function expectNothingMade(session: Session): void {
  const { bundle, sockets, exit, persist } = session.directories;
  // A second process notices by itself that the first one was killed.
  waitUntil("the session's processes to end", () => session.processes().length === 0);
  expect(readdirSync(bundle)).toEqual([...session.bundleBefore]);
  expect([sockets, exit, persist].flatMap((folder) => readdirSync(folder))).toEqual([]);
}

// Tests of src/waiting/child.ts, with real processes.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { O_RDWR, SIGTERM } from "../../../../ffi/constants.ts";
import { open } from "../../../../ffi/file.ts";
import { libc } from "../../../../ffi/libc.ts";
import { cString } from "../../../../ffi/os-string.ts";
import { collectChild } from "../../../../ffi/process.ts";
import { Child } from "../../../../src/waiting/child.ts";

function shell(script: string): Child {
  using nothing = open("/dev/null", O_RDWR);
  const fds = new Map([0, 1, 2].map((number) => [number, nothing]));
  return Child.start("/bin/sh", { argv: ["sh", "-c", script].map(cString), env: [], fds, lead: "group" });
}

test("Child tells the exit code", async () => {
  expect(await shell("exit 7").ended()).toEqual({ code: 7 });
});

test("Child tells the signal, and takes one", async () => {
  const child = shell("read forever < /dev/zero; while :; do :; done");
  expect(child.signal(SIGTERM)).toBe(true);
  expect(await child.ended()).toEqual({ signal: SIGTERM });
  expect(child.signal(SIGTERM)).toBe(false);
});

test("Child.ended() can be given up without harm to the child", async () => {
  const child = shell("while :; do :; done");
  expect(await child.ended(AbortSignal.abort("enough")).catch((reason: unknown) => reason)).toBe("enough");
  expect(await child.kill()).toEqual({ signal: 9 });
});

test("Child is collected when nobody waits for it, and leaves no descriptor", async () => {
  // The first child starts the thread that waits for descriptors, which has some of its own.
  await shell("exit 0").ended();
  const before = readdirSync("/proc/self/fd").length;
  const child = shell("exit 0");
  const later = shell("exit 0");
  await later.ended();
  await child.ended();
  expect(readdirSync("/proc/self/fd").length).toBe(before);
  expect(() => readdirSync(`/proc/${child.pid}`)).toThrow("ENOENT");
});

test("Child.start() throws when there is no such program", () => {
  expect(() => Child.start("/no/such/program", { argv: [], env: [], fds: new Map() })).toThrow("ENOENT");
});

test("Child.start() leaves no process when it cannot watch it", () => {
  const { syscall } = libc;
  libc.syscall = () => -1;
  try {
    expect(() => shell("while :; do :; done")).toThrow("pidfd_open");
  } finally {
    libc.syscall = syscall;
  }
  expect(collectChild(-1)).toBe("none");
});

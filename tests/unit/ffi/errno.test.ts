// Checks errno and its one door to exceptions.
import { expect, test } from "bun:test";
import * as errors from "../../../ffi/errno.ts";
import { libc } from "../../../ffi/libc.ts";
import { cString } from "../../../ffi/os-string.ts";
import { outputOfC } from "./c-program.ts";
import { makeGarbage } from "./garbage.ts";
import { SignalStorm } from "./signal-storm.ts";

const { check, checkRepeated, EBADF, EINTR, EINVAL, ENOENT, errno, SystemError } = errors;

test("SystemError has number, name and words of the C library for every listed error", () => {
  const listed = Object.entries(errors).flatMap(([name, value]) =>
    typeof value === "number" ? [[name, value] as const] : [],
  );
  const lines = outputOfC(
    ["errno.h"],
    listed.map(([name]) => `printf("%d %s %s\\n", ${name}, strerrorname_np(${name}), strerror(${name}));`),
  );
  const ours = listed.map(([, number]) => {
    const error = new SystemError("call", number);
    return `${number} ${error.code} ${error.reason}`;
  });
  expect(ours).toEqual(lines);
});

test("SystemError says what failed, on what, and why", () => {
  const error = new SystemError("open", ENOENT, "/a/b");
  expect(error).toBeInstanceOf(Error);
  expect(error.message).toBe('open "/a/b": ENOENT (No such file or directory)');
  const { name, syscall, errno: number, code, reason, path } = error;
  expect({ name, syscall, number, code, reason, path }).toEqual({
    name: "SystemError",
    syscall: "open",
    number: 2,
    code: "ENOENT",
    reason: "No such file or directory",
    path: "/a/b",
  });
  expect(new SystemError("fsync", EBADF).message).toBe("fsync: EBADF (Bad file descriptor)");
});

test("SystemError shows an error without a name by its number", () => {
  const error = new SystemError("ioctl", 4095, "/dev/x");
  expect([error.code, error.reason]).toEqual(["E4095", "error 4095"]);
  expect(error.message).toBe('ioctl "/dev/x": E4095 (error 4095)');
});

test("check() passes results through and throws for negative ones", () => {
  expect(check(0, "call")).toBe(0);
  expect(check(7, "call")).toBe(7);
  expect(() => check(libc.close(-1), "close", "/x")).toThrow(new SystemError("close", EBADF, "/x"));
});

test("checkRepeated() repeats what a signal has interrupted", () => {
  using _storm = new SignalStorm();
  let calls = 0;
  const result = checkRepeated(() => {
    calls++;
    return calls < 3 ? libc.poll(null, 0, 10_000) : 5;
  }, "poll");
  expect([result, calls]).toEqual([5, 3]);
});

test("checkRepeated() throws every other error", () => {
  let calls = 0;
  const call = (): number => {
    calls++;
    return libc.close(-1);
  };
  expect(() => checkRepeated(call, "close", "/x")).toThrow(new SystemError("close", EBADF, "/x"));
  expect(calls).toBe(1);
});

test("errno() stays right over tens of thousands of calls and collections", () => {
  const missing = cString("/there/is/no/such/file");
  let wrong = 0;
  for (let round = 0; round < 60_000; round++) {
    if (libc.close(-1) !== -1 || errno() !== EBADF) wrong++;
    if (libc.openat(-100, missing, 0, 0) !== -1 || errno() !== ENOENT) wrong++;
    if (libc.epoll_create1(-1) !== -1 || errno() !== EINVAL) wrong++;
    if (round % 500 === 0) makeGarbage();
    if (round % 10_000 === 0) Bun.gc(true);
  }
  expect(wrong).toBe(0);
});

test("errno() tells the first failure of a fresh process", () => {
  const script = `const { open } = await import("${import.meta.dir}/../../../ffi/file.ts");
    try { open("/there/is/no/such/file", 0); } catch (error) { console.log(error.code); }`;
  const output = Bun.spawnSync([process.execPath, "-e", script]).stdout.toString();
  expect(output).toBe("ENOENT\n");
});

test("EINTR is what the C library calls an interrupted call", () => {
  using _storm = new SignalStorm();
  expect(libc.poll(null, 0, 10_000)).toBe(-1);
  expect(errno()).toBe(EINTR);
});

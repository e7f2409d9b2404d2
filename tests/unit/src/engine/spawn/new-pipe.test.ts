// Tests of src/engine/spawn/new-pipe.ts.
import { expect, test } from "bun:test";
import { F_GETFD, F_GETFL, FD_CLOEXEC, O_NONBLOCK } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { NOT_READY, read, writeAll } from "../../../../../ffi/io.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { newPipe } from "../../../../../src/engine/spawn/new-pipe.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";

test("newPipe() keeps packets apart, both ways", () => {
  using pair = newPipe();
  const buffer = new Uint8Array(new ArrayBuffer(100));
  expect(read(pair.parent, buffer)).toBe(NOT_READY);
  for (const length of [3, 5]) writeAll(pair.child, new Uint8Array(new ArrayBuffer(length)));
  expect([read(pair.parent, buffer), read(pair.parent, buffer)]).toEqual([3, 5]);
  writeAll(pair.parent, Uint8Array.of(0));
  expect(read(pair.child, buffer)).toBe(1);
});

test("newPipe() makes both ends close-on-exec and only ours non-blocking", () => {
  using pair = newPipe();
  const flags = (fd: Fd, command: number): number => libc.fcntl(fd.number, command, 0);
  for (const fd of [pair.parent, pair.child]) expect(flags(fd, F_GETFD) & FD_CLOEXEC).toBe(FD_CLOEXEC);
  expect([pair.parent, pair.child].map((fd) => flags(fd, F_GETFL) & O_NONBLOCK)).toEqual([O_NONBLOCK, 0]);
});

test("newPipe() leaves nothing open, also when it fails", () => {
  expect(leftOpenBy(() => newPipe()[Symbol.dispose]())).toEqual([]);
  const { fcntl } = libc;
  const failing = (): void => {
    libc.fcntl = () => -1;
    try {
      expect(newPipe).toThrow("fcntl");
    } finally {
      libc.fcntl = fcntl;
    }
  };
  expect(leftOpenBy(failing)).toEqual([]);
});

// Checks pipes and their size.
import { expect, test } from "bun:test";
import { F_GETFD, F_GETFL, F_GETPIPE_SZ, FD_CLOEXEC, O_NONBLOCK } from "../../../ffi/constants.ts";
import { EINVAL, SystemError } from "../../../ffi/errno.ts";
import { NOT_READY, write } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { growPipe, pipe } from "../../../ffi/pipe.ts";
import { leftOpenBy } from "./leaks.ts";

test("pipe() makes two ends, close-on-exec and blocking", () => {
  using ends = pipe();
  for (const end of [ends.readEnd, ends.writeEnd]) {
    expect(libc.fcntl(end.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
    expect(libc.fcntl(end.number, F_GETFL, 0) & O_NONBLOCK).toBe(0);
  }
});

test("pipe() makes both ends non-blocking when asked", () => {
  using ends = pipe(O_NONBLOCK);
  for (const end of [ends.readEnd, ends.writeEnd]) {
    expect(libc.fcntl(end.number, F_GETFL, 0) & O_NONBLOCK).toBe(O_NONBLOCK);
  }
});

test("pipe() closes what is left of it, and nothing is left of a failure", () => {
  expect(leftOpenBy(() => pipe()[Symbol.dispose]())).toEqual([]);
  expect(
    leftOpenBy(() => {
      using ends = pipe();
      ends.readEnd.close();
    }),
  ).toEqual([]);
  expect(leftOpenBy(() => expect(() => pipe(1)).toThrow(new SystemError("pipe2", EINVAL)))).toEqual([]);
});

test("growPipe() makes room", () => {
  using ends = pipe(O_NONBLOCK);
  expect(growPipe(ends.writeEnd, 1 << 20)).toBe(true);
  expect(libc.fcntl(ends.readEnd.number, F_GETPIPE_SZ, 0)).toBe(1 << 20);
  const block = new Uint8Array(new ArrayBuffer(1 << 20));
  expect([write(ends.writeEnd, block), write(ends.writeEnd, block)]).toEqual([1 << 20, NOT_READY]);
});

test("growPipe() says when the kernel refuses, and the pipe stays as it was", () => {
  using ends = pipe(O_NONBLOCK);
  const before = libc.fcntl(ends.readEnd.number, F_GETPIPE_SZ, 0);
  // 2 GiB and more does not even fit into the kernel's type.
  expect(growPipe(ends.writeEnd, -1)).toBe(false);
  expect(libc.fcntl(ends.readEnd.number, F_GETPIPE_SZ, 0)).toBe(before);
});

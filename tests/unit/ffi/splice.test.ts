// Checks splice between sockets and pipes.
import { expect, test } from "bun:test";
import { O_NONBLOCK, SOCK_NONBLOCK, SOCK_STREAM } from "../../../ffi/constants.ts";
import { EBADF, SystemError } from "../../../ffi/errno.ts";
import { NOT_READY, read, write } from "../../../ffi/io.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { socketPair } from "../../../ffi/socket.ts";
import { splice } from "../../../ffi/splice.ts";

test("splice() moves bytes from a socket through a pipe to another socket", () => {
  const [a, source] = socketPair(SOCK_STREAM | SOCK_NONBLOCK);
  const [sink, b] = socketPair(SOCK_STREAM | SOCK_NONBLOCK);
  using _held = holding(a, source, sink, b);
  using ends = pipe(O_NONBLOCK);
  write(a, new TextEncoder().encode("through"));
  expect(splice(source, ends.writeEnd, 100)).toBe(7);
  expect(splice(ends.readEnd, sink, 3)).toBe(3);
  expect(splice(ends.readEnd, sink, 100)).toBe(4);
  const buffer = new Uint8Array(new ArrayBuffer(100));
  expect(new TextDecoder().decode(buffer.subarray(0, read(b, buffer)))).toBe("through");
});

test("splice() tells an empty socket from one at its end", () => {
  const [a, source] = socketPair(SOCK_STREAM | SOCK_NONBLOCK);
  using _held = holding(a, source);
  using ends = pipe(O_NONBLOCK);
  expect(splice(source, ends.writeEnd, 100)).toBe(NOT_READY);
  a.close();
  expect(splice(source, ends.writeEnd, 100)).toBe(0);
});

test("splice() throws what the kernel says", () => {
  using ends = pipe();
  const [a, b] = socketPair(SOCK_STREAM);
  using _held = holding(a, b);
  expect(() => splice(ends.writeEnd, b, 1)).toThrow(new SystemError("splice", EBADF));
});

function holding(...fds: readonly Disposable[]): Disposable {
  const held = new DisposableStack();
  for (const fd of fds) held.use(fd);
  return held;
}

// Reading and writing bytes, with EINTR retried and EAGAIN told apart from the end.

import { FIONREAD } from "./constants.ts";
import { check, EAGAIN, EINTR, errno, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

/** What `read` and `write` return instead of a count when a non-blocking descriptor is not ready. */
export const NOT_READY = -1;

/**
 * One read(2).
 *
 * @returns the number of bytes, 0 at the end, `NOT_READY` when there is nothing just now
 * @throws {SystemError}
 */
export function read(fd: Fd, buffer: Uint8Array<ArrayBuffer>): number {
  for (;;) {
    const count = libc.read(fd.number, buffer, buffer.length);
    if (count >= 0) return count;
    const code = errno();
    if (code === EAGAIN) return NOT_READY;
    if (code !== EINTR) throw new SystemError("read", code);
  }
}

/**
 * One write(2) of the first `length` bytes, which may take fewer.
 *
 * @returns the number of bytes taken, `NOT_READY` when there is no room just now
 * @throws {SystemError}
 */
export function write(fd: Fd, bytes: Uint8Array<ArrayBuffer>, length = bytes.length): number {
  if (length === 0) return 0;
  for (;;) {
    const count = libc.write(fd.number, bytes, length);
    if (count >= 0) return count;
    const code = errno();
    if (code === EAGAIN) return NOT_READY;
    if (code !== EINTR) throw new SystemError("write", code);
  }
}

/**
 * Writes all bytes to a blocking descriptor.
 *
 * @throws {SystemError} EAGAIN when the descriptor does not block and is full
 */
export function writeAll(fd: Fd, bytes: Uint8Array<ArrayBuffer>): void {
  let rest = bytes;
  while (rest.length > 0) {
    const count = write(fd, rest);
    if (count === NOT_READY) throw new SystemError("write", EAGAIN);
    rest = rest.subarray(count);
  }
}

/**
 * Reads a blocking descriptor to its end.
 *
 * @param limit bytes after which it stops; the result is then `limit` long
 * @throws {SystemError} EAGAIN when the descriptor does not block and is empty before its end
 */
export function readToEnd(fd: Fd, limit = Number.MAX_SAFE_INTEGER): Uint8Array<ArrayBuffer> {
  let buffer = new Uint8Array(new ArrayBuffer(Math.min(4096, limit)));
  let length = 0;
  for (;;) {
    const count = read(fd, buffer.subarray(length));
    if (count === NOT_READY) throw new SystemError("read", EAGAIN);
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length >= limit) return buffer.subarray(0, limit);
    if (length === buffer.length) {
      const larger = new Uint8Array(new ArrayBuffer(Math.min(buffer.length * 2, limit)));
      larger.set(buffer);
      buffer = larger;
    }
  }
}

/** How many bytes lie in a pipe or socket, ready to be read. */
export function bytesReadable(fd: Fd): number {
  const count = new Int32Array(new ArrayBuffer(4));
  check(libc.ioctl(fd.number, FIONREAD, count), "ioctl");
  return count[0] ?? 0;
}

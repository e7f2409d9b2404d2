// splice(2): bytes from a socket to a pipe and on to another socket, by reference, without a copy in this process.
import { EAGAIN, EINTR, errno, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { NOT_READY } from "./io.ts";
import { libc } from "./libc.ts";

// <fcntl.h>
const SPLICE_F_MOVE = 1;
const SPLICE_F_NONBLOCK = 2;

/**
 * Moves up to `length` bytes; one of the two ends must be a pipe. It never waits for the pipe, and for a socket only
 * when that one blocks.
 *
 * @returns bytes moved, 0 at the end of `from`, `NOT_READY` when one of them has nothing or no room just now
 * @throws {SystemError} ECONNRESET, EPIPE …
 */
export function splice(from: Fd, to: Fd, length: number): number {
  for (;;) {
    const count = libc.splice(from.number, null, to.number, null, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (count >= 0) return count;
    const code = errno();
    if (code === EAGAIN) return NOT_READY;
    if (code !== EINTR) throw new SystemError("splice", code);
  }
}

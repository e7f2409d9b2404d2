// The standard streams as descriptors: Bun's own objects for them take 14 ms to come into being.
import { EPOLLOUT } from "../../../../ffi/constants.ts";
import { Fd } from "../../../../ffi/fd.ts";
import { NOT_READY, write } from "../../../../ffi/io.ts";
import { waitReady } from "../../../../ffi/poll.ts";

// They belong to the program for as long as it runs, and are never closed.
export const STDIN = new Fd(0);
export const STDOUT = new Fd(1);
export const STDERR = new Fd(2);

/**
 * Writes all of it, also to a pipe that somebody else has made non-blocking.
 *
 * @throws {SystemError} EPIPE when nobody reads any more
 */
export function writeText(output: Fd, text: string): void {
  writeBytes(output, new TextEncoder().encode(text));
}

/** The same for bytes. @throws {SystemError} */
export function writeBytes(output: Fd, bytes: Uint8Array<ArrayBuffer>): void {
  for (let rest = bytes; rest.length > 0; ) {
    const count = write(output, rest);
    // POLLOUT is the same bit as EPOLLOUT.
    if (count === NOT_READY) waitReady(output, EPOLLOUT, -1);
    else rest = rest.subarray(count);
  }
}

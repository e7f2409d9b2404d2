// writev(2) of a header and a payload: one packet, and no copy to put them side by side.
import { addressOf } from "./address.ts";
import { EAGAIN, EINTR, errno, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { NOT_READY } from "./io.ts";
import { libc } from "./libc.ts";

// Two struct iovec, each an address and a length of 64 bits.
const iovecs = new Uint8Array(new ArrayBuffer(32));
const words = new Uint32Array(iovecs.buffer);

/**
 * Writes `header`, and `length` bytes of `payload` from `offset` on.
 *
 * @returns bytes taken, or `NOT_READY`; a packet is taken whole or not at all
 * @throws {SystemError} EPIPE when the peer is gone
 * @throws {RangeError} when there are not that many bytes
 */
export function writeGathered(
  fd: Fd,
  header: Uint8Array<ArrayBuffer>,
  payload: Uint8Array<ArrayBuffer>,
  offset: number,
  length: number,
): number {
  if (offset < 0 || length < 0 || offset + length > payload.length) {
    throw new RangeError(`cannot write ${length} bytes from ${offset} of ${payload.length}`);
  }
  putIovec(0, addressOf(header), header.length);
  putIovec(4, addressOf(payload) + offset, length);
  for (;;) {
    const count = libc.writev(fd.number, iovecs, 2);
    if (count >= 0) return count;
    if (errno() === EAGAIN) return NOT_READY;
    if (errno() !== EINTR) throw new SystemError("writev", errno());
  }
}

function putIovec(at: number, address: number, length: number): void {
  words[at] = address % 2 ** 32;
  words[at + 1] = Math.floor(address / 2 ** 32);
  words[at + 2] = length;
}

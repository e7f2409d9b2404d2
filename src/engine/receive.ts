// Reading from a socket whose other end is a monitor's.
import { ECONNRESET, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { read } from "../../ffi/io.ts";

/**
 * One packet.
 *
 * @returns as read(2): a monitor that has ended with something of ours unread has hung up, no more
 * @throws {SystemError}
 */
export function receive(socket: Fd, buffer: Uint8Array<ArrayBuffer>): number {
  try {
    return read(socket, buffer);
  } catch (error) {
    if (error instanceof SystemError && error.errno === ECONNRESET) return 0;
    throw error;
  }
}

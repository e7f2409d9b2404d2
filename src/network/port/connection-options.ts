// The socket options of both sides of a forwarded connection.
import type { Fd } from "../../../ffi/fd.ts";
import { setKeepAlive, setNoDelay } from "../../../ffi/socket-option.ts";

/** Seconds; those of Go's `net`, and so of Podman's forwarder. */
const KEEP_ALIVE = { idle: 15, interval: 15 } as const;

/**
 * Pieces are passed on as they come, and a peer that has vanished is noticed. What a listening socket accepts has the
 * listener's options.
 *
 * @throws {SystemError}
 */
export function prepareConnection(socket: Fd): void {
  setNoDelay(socket);
  setKeepAlive(socket, KEEP_ALIVE);
}

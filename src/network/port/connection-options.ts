// The socket options of both sides of a forwarded connection.
import type { Fd } from "../../../ffi/fd.ts";
import { setKeepAlive, setNoDelay, setQuickAck } from "../../../ffi/socket-option.ts";

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

/**
 * Also for a socket that is about to be connected on behalf of a client: the last packet of the handshake waits for the
 * client's first bytes, which are there most of the time, and spares one packet and one wake-up of the server.
 *
 * @throws {SystemError}
 */
export function prepareDial(socket: Fd): void {
  prepareConnection(socket);
  setQuickAck(socket, false);
}

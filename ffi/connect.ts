// connect(2) for who connects all the time: an address made once, and a result instead of an exception.
import { EINTR, errno } from "./errno.ts";
import type { Fd } from "./fd.ts";
import type { InetSockaddr } from "./inet-address.ts";
import { libc } from "./libc.ts";

/** What `connectNow` returns when the socket is connected; everything else is an error number. */
export const CONNECTED = 0;

/**
 * Connects a non-blocking socket, starts to, or asks how far it has come.
 *
 * @returns `CONNECTED`; EINPROGRESS when it has been started, EALREADY when it still is under way: the socket becomes
 * writable when it is decided; or why it failed, after which the socket may be connected anew
 */
export function connectNow(socket: Fd, address: InetSockaddr): number {
  for (;;) {
    if (libc.connect(socket.number, address.bytes, address.size) === 0) return CONNECTED;
    const code = errno();
    if (code !== EINTR) return code;
  }
}

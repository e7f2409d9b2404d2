// Waiting for one descriptor or for a moment, where a whole event loop would be too much.
import { EINTR, errno, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { Pollfd } from "./layouts.ts";
import { libc } from "./libc.ts";

/**
 * Waits until a descriptor is ready, has failed or has hung up.
 *
 * @param events POLLIN, POLLOUT
 * @param timeout milliseconds; -1 waits for ever. A signal handler that runs meanwhile starts it anew.
 * @returns whether it is; false after the timeout
 * @throws {SystemError}
 */
export function waitReady(fd: Fd, events: number, timeout: number): boolean {
  const request = Pollfd.create().set("fd", fd.number).set("events", events);
  for (;;) {
    const ready = libc.poll(request.bytes, 1, timeout);
    if (ready >= 0) return ready > 0;
    if (errno() !== EINTR) throw new SystemError("poll", errno());
  }
}

/** Does nothing for some milliseconds, or until a signal handler has run. */
export function pause(milliseconds: number): void {
  libc.poll(null, 0, Math.ceil(milliseconds));
}

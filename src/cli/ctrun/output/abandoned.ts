// Whether anybody is left who could see what we write.
import { EPOLLERR, EPOLLHUP } from "../../../../ffi/constants.ts";
import { EPIPE, SystemError } from "../../../../ffi/errno.ts";
import type { Fd } from "../../../../ffi/fd.ts";
import { waitReady } from "../../../../ffi/poll.ts";
import { ready } from "../../../waiting/ready.ts";

/** Whether it is a pipe that nobody reads, or a terminal that has hung up: of these alone poll(2) tells unasked. */
export function isAbandoned(output: Fd): boolean {
  return waitReady(output, 0, 0);
}

/**
 * For those who wait for something to write: no write tells them that nobody is left who could see it.
 *
 * @returns a signal that is aborted then, for the reason that a write would give; never for a file
 */
export function abandonmentOf(output: Fd): AbortSignal {
  const abandonment = new AbortController();
  const tell = (events: number): void => {
    if ((events & (EPOLLERR | EPOLLHUP)) !== 0) abandonment.abort(new SystemError("write", EPIPE));
  };
  // What cannot be watched fails when it is written to.
  ready(output, 0, undefined, { background: true }).then(tell, () => undefined);
  return abandonment.signal;
}

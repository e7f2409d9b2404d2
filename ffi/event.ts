// eventfd: a counter that can be waited for.
import { O_CLOEXEC, O_NONBLOCK } from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

/** An eventfd with a count of zero; a read takes the whole count as eight bytes. @throws {SystemError} EMFILE */
export function eventFd(): Fd {
  return new Fd(check(libc.eventfd(0, O_NONBLOCK | O_CLOEXEC), "eventfd"));
}

// timerfd: a descriptor that becomes readable when time is up.
import { CLOCK_MONOTONIC, O_CLOEXEC, O_NONBLOCK } from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { Itimerspec } from "./layouts.ts";
import { libc } from "./libc.ts";

/** A timer on the monotonic clock, not started. @throws {SystemError} EMFILE */
export function timerFd(): Fd {
  return new Fd(check(libc.timerfd_create(CLOCK_MONOTONIC, O_NONBLOCK | O_CLOEXEC), "timerfd_create"));
}

/**
 * Starts a timer, or starts it anew.
 *
 * @param delay milliseconds to the first expiry; 0 or less expires at once
 * @param interval milliseconds between further ones; 0 for none
 */
export function startTimer(fd: Fd, delay: number, interval = 0): void {
  const wait = Math.max(0, delay);
  const spec = Itimerspec.create()
    .set("it_value_sec", Math.floor(wait / 1000))
    // An all-zero value would disarm the timer instead.
    .set("it_value_nsec", Math.max(1, Math.floor((wait % 1000) * 1e6)))
    .set("it_interval_sec", Math.floor(interval / 1000))
    .set("it_interval_nsec", Math.floor((interval % 1000) * 1e6));
  check(libc.timerfd_settime(fd.number, 0, spec.bytes, null), "timerfd_settime");
}

/** Stops a timer; it can be started anew. */
export function stopTimer(fd: Fd): void {
  check(libc.timerfd_settime(fd.number, 0, Itimerspec.create().bytes, null), "timerfd_settime");
}

/** Blocks the thread. @param microseconds less than a million; a signal handler ends it early */
export function sleepMicroseconds(microseconds: number): void {
  libc.usleep(microseconds);
}

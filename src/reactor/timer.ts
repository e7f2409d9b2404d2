// Timers on the reactor: one timerfd each, so that an idle loop has nothing to compute and nothing to wake up for.
import { EPOLLIN } from "../../ffi/constants.ts";
import { NOT_READY, read } from "../../ffi/io.ts";
import { startTimer, timerFd } from "../../ffi/timer.ts";
import type { Reactor } from "./reactor.ts";

/** A timer that is running. Disposing it stops it. */
export type Timer = Disposable;

/**
 * Calls `action` once.
 *
 * @param delay milliseconds
 */
export function after(reactor: Reactor, delay: number, action: () => void): Timer {
  const timer = start(reactor, delay, 0, () => {
    timer[Symbol.dispose]();
    action();
  });
  return timer;
}

/**
 * Calls `action` again and again, the first time after one interval. Expiries missed by a busy loop count as one.
 *
 * @param interval milliseconds
 * @throws {RangeError} for 0 or less, of which the kernel would make one expiry or none
 */
export function every(reactor: Reactor, interval: number, action: () => void): Timer {
  if (!(interval > 0)) throw new RangeError(`not an interval: ${interval}`);
  return start(reactor, interval, interval, action);
}

function start(reactor: Reactor, delay: number, interval: number, action: () => void): Timer {
  const fd = timerFd();
  const expirations = new Uint8Array(new ArrayBuffer(8));
  const timer = reactor.watchOwned(fd, EPOLLIN, () => {
    if (read(fd, expirations) !== NOT_READY) action();
  });
  startTimer(fd, delay, interval);
  return timer;
}

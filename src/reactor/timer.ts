// Timers on the reactor.
import type { Reactor } from "./reactor.ts";

/** A timer that is running. Disposing it stops it. */
export type Timer = Disposable;

/** Calls `action` once. @param delay milliseconds; 0 or less is as soon as possible */
export function after(reactor: Reactor, delay: number, action: () => void): Timer {
  return reactor.deadlines.add(delay, 0, action);
}

/**
 * Calls `action` again and again, the first time after one interval. Expiries missed by a busy loop count as one.
 *
 * @param interval milliseconds
 * @throws {RangeError} for 0 or less, which would never let anything else happen
 */
export function every(reactor: Reactor, interval: number, action: () => void): Timer {
  if (!(interval > 0)) throw new RangeError(`not an interval: ${interval}`);
  return reactor.deadlines.add(interval, interval, action);
}

// All timers of one reactor on one timerfd: starting one can never fail for want of a descriptor.
import { monotonicMilliseconds } from "../../ffi/clock.ts";
import type { Fd } from "../../ffi/fd.ts";
import { read } from "../../ffi/io.ts";
import { startTimer, stopTimer, timerFd } from "../../ffi/timer.ts";

interface Deadline {
  /** Milliseconds on the monotonic clock. */
  due: number;
  /** Milliseconds; 0 for a timer that expires once. */
  readonly interval: number;
  readonly action: () => void;
}

/** Keeps the timerfd set to the earliest deadline; with none, nothing ever wakes up. */
export class Deadlines implements Disposable {
  /** Becomes readable when `expire` is to be called. */
  readonly fd: Fd = timerFd();
  readonly #pending = new Set<Deadline>();
  /** What the timerfd is set to. */
  #set = Number.POSITIVE_INFINITY;

  /**
   * @param delay milliseconds
   * @param interval milliseconds between further expiries, 0 for none
   * @throws {Error} when the reactor is gone
   */
  add(delay: number, interval: number, action: () => void): Disposable {
    if (this.fd.closed) throw new Error("timer used after close of its reactor");
    const deadline: Deadline = { due: monotonicMilliseconds() + Math.max(0, delay), interval, action };
    this.#pending.add(deadline);
    this.#update();
    return {
      [Symbol.dispose]: () => {
        if (this.#pending.delete(deadline) && !this.fd.closed) this.#update();
      },
    };
  }

  /**
   * Takes what is due.
   *
   * @param fire is given what to call, soon: it does nothing when the timer is stopped before
   */
  expire(fire: (action: () => void) => void): void {
    read(this.fd, new Uint8Array(new ArrayBuffer(8)));
    this.#set = Number.POSITIVE_INFINITY;
    const now = monotonicMilliseconds();
    for (const deadline of [...this.#pending]) {
      if (deadline.due > now) continue;
      // Expiries that a busy loop has missed count as one.
      if (deadline.interval > 0) deadline.due = now + deadline.interval;
      else deadline.due = Number.POSITIVE_INFINITY;
      fire(() => this.#fire(deadline));
    }
    this.#update();
  }

  [Symbol.dispose](): void {
    this.#pending.clear();
    this.fd.close();
  }

  #fire(deadline: Deadline): void {
    if (!this.#pending.has(deadline)) return;
    if (deadline.interval === 0) this.#pending.delete(deadline);
    deadline.action();
  }

  #update(): void {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { due } of this.#pending) earliest = Math.min(earliest, due);
    if (earliest === this.#set) return;
    this.#set = earliest;
    if (earliest === Number.POSITIVE_INFINITY) stopTimer(this.fd);
    else startTimer(this.fd, earliest - monotonicMilliseconds());
  }
}

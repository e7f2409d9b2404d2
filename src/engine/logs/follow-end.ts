// When following a log comes to its end: the container has ended, or the moment has come after which nothing is wanted.
import { LONGEST_TIMER } from "../../waiting/deadline.ts";
import { nanosecondsOf } from "./log-time.ts";

/** What may end the following of a log; without either, only its signal or timeout does. */
export interface FollowEndSources {
  /** Settles when nothing is written any more. A rejection is an end too, and for others to handle. */
  readonly ended?: Promise<unknown> | undefined;
  /** Nanoseconds since 1970. */
  readonly until?: bigint | undefined;
}

/** Says that the rest is to be read, and then no more. Dispose it to stop the timer. */
export class FollowEnd implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: Timer | undefined;

  constructor({ ended, until }: FollowEndSources) {
    const reach = (): void => this.#controller.abort();
    void ended?.then(reach, reach);
    if (until === undefined) return;
    // Rounded up, and one more: no entry of that very millisecond is left out.
    const milliseconds = Number((until - nanosecondsOf(new Date())) / 1_000_000n) + 1;
    if (milliseconds <= LONGEST_TIMER) this.#timer = setTimeout(reach, Math.max(0, milliseconds));
  }

  get reached(): boolean {
    return this.signal.aborted;
  }

  /** Aborted when the end is reached. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

// How long something is waited for: the caller's AbortSignal, a timeout, or both.

/** The longest time that a timer can take, in milliseconds: 24 days. One for more would go off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** What everything that waits takes. */
export interface Waiting {
  /** Gives up when it is aborted; the wait is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the wait is rejected with a `TimeoutError`; without it, or with more than 24 days, for ever. */
  readonly timeout?: number;
}

/** The time for something was over before it happened. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";

  /** @param what it was waited for @param timeout milliseconds */
  constructor(what: string, timeout: number) {
    super(`Timed out after ${timeout} ms waiting for ${what}`);
  }
}

/**
 * One signal for both ends of a wait. Dispose it when the wait is over: the timer, and the listener on a signal that
 * may live as long as the program, are let go.
 */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timer: Timer | undefined;
  readonly #abort = (): void => this.#controller.abort(this.#caller?.reason);

  /** @param what is waited for, as it stands in the error: "the container's end" */
  constructor(what: string, { signal, timeout }: Waiting = {}) {
    this.#caller = signal;
    if (signal?.aborted === true) this.#abort();
    else signal?.addEventListener("abort", this.#abort, { once: true });
    if (timeout === undefined || timeout > LONGEST_TIMER || this.signal.aborted) return;
    this.#timer = setTimeout(() => this.#controller.abort(new TimeoutError(what, timeout)), timeout);
  }

  /** Aborted with the caller's reason or a `TimeoutError`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#abort);
  }
}

// Counts what a log could not take, and says so without flooding anybody.

import { monotonicMilliseconds } from "../../ffi/clock.ts";
import { messageOf } from "../../ffi/errno.ts";

/** At most one warning in this time, in milliseconds, while the trouble lasts. */
const WARNING_INTERVAL = 10_000;

/** The losses of one log. Disposing it says what has not been said yet. */
export class LossReport implements Disposable {
  readonly #warn: (text: string) => void;
  readonly #interval: number;
  #bytes = 0;
  /** Whether a warning has named the number of bytes. */
  #said = true;
  #lastWarning = Number.NEGATIVE_INFINITY;
  #cause = "";

  /**
   * @param warn takes one line of text for people
   * @param interval milliseconds between warnings
   */
  constructor(warn: (text: string) => void, interval = WARNING_INTERVAL) {
    this.#warn = warn;
    this.#interval = interval;
  }

  /** Notes that something else than writing did not work: no byte is lost by it. */
  failed(action: string, path: string, error: unknown): void {
    this.#cause = `Cannot ${action} log ${JSON.stringify(path)}: ${messageOf(error)}`;
    if (this.#isDue()) this.#warn(this.#cause);
  }

  /** Counts bytes of records that are gone, because they could not be written. */
  lost(bytes: number, path: string, error: unknown): void {
    this.#cause = `Cannot write log ${JSON.stringify(path)}: ${messageOf(error)}`;
    this.#bytes += bytes;
    this.#said = this.#isDue();
    if (this.#said) this.#warn(`${this.#cause}: ${this.#bytes} bytes of output lost so far`);
  }

  /** Notes that the log takes bytes again. A log that fails every other time is no reason for more warnings. */
  recovered(): void {
    if (this.#bytes === 0 || !this.#isDue()) return;
    this.#warn(`Logging works again; ${this.#bytes} bytes of output were lost. ${this.#cause}`);
    this.#bytes = 0;
    this.#said = true;
  }

  [Symbol.dispose](): void {
    if (!this.#said) this.#warn(`${this.#cause}: ${this.#bytes} bytes of output lost`);
    this.#said = true;
  }

  #isDue(): boolean {
    const now = monotonicMilliseconds();
    if (now - this.#lastWarning < this.#interval) return false;
    this.#lastWarning = now;
    return true;
  }
}

// Counts what a log could not take, and says so without flooding anybody.
import { monotonicMilliseconds } from "../../ffi/clock.ts";

/** At most one warning in this time, in milliseconds, while the trouble lasts. */
const WARNING_INTERVAL = 10_000;

/** The losses of one log. */
export class LossReport {
  readonly #warn: (text: string) => void;
  #bytes = 0;
  #lastWarning = Number.NEGATIVE_INFINITY;
  #cause = "";

  /** @param warn takes one line of text for people */
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** Notes why something did not work. */
  failed(action: string, path: string, error: unknown): void {
    this.#cause = `Cannot ${action} log ${JSON.stringify(path)}: ${error instanceof Error ? error.message : String(error)}`;
    this.#warnSometimes(this.#cause);
  }

  /** Counts bytes of records that are gone. */
  lost(bytes: number): void {
    this.#bytes += bytes;
    this.#warnSometimes(`${this.#cause}: ${this.#bytes} bytes of output lost so far`);
  }

  /** Notes that the log takes bytes again. */
  recovered(): void {
    if (this.#bytes === 0) return;
    this.#warn(`Logging works again; ${this.#bytes} bytes of output were lost. ${this.#cause}`);
    this.#bytes = 0;
  }

  #warnSometimes(text: string): void {
    const now = monotonicMilliseconds();
    if (now - this.#lastWarning < WARNING_INTERVAL) return;
    this.#lastWarning = now;
    this.#warn(text);
  }
}

// Notices output that comes in small pieces, faster than a turn of the loop for each is worth.
import { monotonicMilliseconds } from "../../../ffi/clock.ts";

/** Bytes of a read that was worth its turn. */
const ENOUGH = 16 * 1024;
/** Milliseconds from one small read to the next: a container that prints line by line needs a twentieth of it. */
const CLOSE = 0.05;

/** Watches the reads of one stream. */
export class Trickle {
  #lastSmallRead = Number.NEGATIVE_INFINITY;

  /** Notes a read. @param length bytes @returns whether it was a small one right after another */
  came(length: number): boolean {
    if (length >= ENOUGH) return false;
    const now = monotonicMilliseconds();
    const close = now - this.#lastSmallRead < CLOSE;
    this.#lastSmallRead = now;
    return close;
  }
}

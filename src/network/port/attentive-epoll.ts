// epoll for who passes on what others say to each other: it is wide awake in a dialogue, and takes its time with a flood.
import { monotonicMilliseconds } from "../../../ffi/clock.ts";
import { Epoll } from "../../../ffi/epoll.ts";
import { yieldProcessor } from "../../../ffi/process.ts";
import { sleepMicroseconds } from "../../../ffi/timer.ts";
import type { BulkTraffic } from "./bulk-traffic.ts";

const FOR_EVER = -1;
/**
 * Milliseconds for which it looks again and again before it sleeps. To wake a core that sleeps takes 30 µs on a virtual
 * machine, and who is to answer has to be woken, too.
 */
const ATTENTION = 0.08;
/**
 * Microseconds of rest, which become 70 with the kernel's slack, while bulk data comes in small pieces: they gather
 * meanwhile, and one call moves more. A stream alone then takes 30 % less processor time, and is faster by a fifth.
 */
const REST = 20;
/** With more events at once than a dialogue has, there is enough to do, and those who talk need the processor. */
const MOST_EVENTS = 2;
/** What was awaited in vain is awaited again after one sleep, after two, four and so on, up to this many. */
const MOST_SLEEPS = 256;

/**
 * Looks for a moment before it sleeps, as long as that pays: a slow dialogue soon makes it stop trying, and who sends and
 * takes bulk data needs the processor.
 */
export class AttentiveEpoll extends Epoll {
  readonly #bulk: BulkTraffic;
  #lastEvents = 0;
  #sleepsLeft = 0;
  #sleepsAfterFailure = 1;

  constructor(bulk: BulkTraffic) {
    super();
    this.#bulk = bulk;
  }

  override wait(timeout: number, receive: (token: number, events: number) => void): number {
    if (this.#bulk.inSmallPieces()) sleepMicroseconds(REST);
    const count = timeout === FOR_EVER && this.#isAttentive() ? this.#look(receive) : 0;
    this.#lastEvents = count > 0 ? count : super.wait(timeout, receive);
    return this.#lastEvents;
  }

  #isAttentive(): boolean {
    if (this.#lastEvents > MOST_EVENTS || this.#bulk.directions > 0) return false;
    if (this.#sleepsLeft === 0) return true;
    this.#sleepsLeft--;
    return false;
  }

  #look(receive: (token: number, events: number) => void): number {
    const end = monotonicMilliseconds() + ATTENTION;
    do {
      const count = super.wait(0, receive);
      if (count > 0) {
        this.#sleepsAfterFailure = 1;
        return count;
      }
      // Who is to answer may have nowhere else to run.
      yieldProcessor();
    } while (monotonicMilliseconds() < end);
    this.#sleepsLeft = this.#sleepsAfterFailure;
    this.#sleepsAfterFailure = Math.min(MOST_SLEEPS, this.#sleepsAfterFailure * 2);
    return 0;
  }
}

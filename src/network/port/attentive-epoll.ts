// epoll for who passes on what two others say to each other: the next word often comes while it would be falling asleep.
import { monotonicMilliseconds } from "../../../ffi/clock.ts";
import { Epoll } from "../../../ffi/epoll.ts";
import { yieldProcessor } from "../../../ffi/process.ts";

const FOR_EVER = -1;
/**
 * Milliseconds for which it looks again and again before it sleeps. To wake a core that sleeps takes 30 µs on a virtual
 * machine, and who is to answer has to be woken, too.
 */
const ATTENTION = 0.08;
/** With more events at once than a dialogue has, there is enough to do, and those who talk need the processor. */
const MOST_EVENTS = 2;
/** What was awaited in vain is awaited again after one sleep, after two, four and so on, up to this many. */
const MOST_SLEEPS = 256;

/** Looks for a moment before it sleeps, as long as that pays: a slow dialogue soon makes it stop trying. */
export class AttentiveEpoll extends Epoll {
  readonly #worthwhile: () => boolean;
  #lastEvents = 0;
  #sleepsLeft = 0;
  #sleepsAfterFailure = 1;

  /** @param worthwhile whether only small things are passed on: who sends and takes bulk data needs the processor */
  constructor(worthwhile: () => boolean) {
    super();
    this.#worthwhile = worthwhile;
  }

  override wait(timeout: number, receive: (token: number, events: number) => void): number {
    const count = timeout === FOR_EVER && this.#isAttentive() ? this.#look(receive) : 0;
    this.#lastEvents = count > 0 ? count : super.wait(timeout, receive);
    return this.#lastEvents;
  }

  #isAttentive(): boolean {
    if (this.#lastEvents > MOST_EVENTS || !this.#worthwhile()) return false;
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

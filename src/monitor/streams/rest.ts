// A busy monitor's memory is given back when its container falls silent.
import type { Reactor } from "../../reactor/reactor.ts";
import { every, type Timer } from "../../reactor/timer.ts";

/** Bytes of output that have not touched enough memory to be worth a rest. */
const LITTLE = 1024 * 1024;
/** Milliseconds without output that count as silence. */
const SILENCE = 1000;

/** Notices silence after much output. In a container that says little now and then, it costs nothing at all. */
export class Rest implements Disposable {
  readonly #reactor: Reactor;
  readonly #giveBack: () => void;
  #sinceRest = 0;
  #atLastLook = 0;
  #looking: Timer | undefined;

  /** @param giveBack drops the buffers; what they leave is collected right after */
  constructor(reactor: Reactor, giveBack: () => void) {
    this.#reactor = reactor;
    this.#giveBack = giveBack;
  }

  /** Notes output. @param length bytes */
  worked(length: number): void {
    this.#sinceRest += length;
    if (this.#sinceRest > LITTLE) this.#looking ??= every(this.#reactor, SILENCE, () => this.#look());
  }

  [Symbol.dispose](): void {
    this.#looking?.[Symbol.dispose]();
    this.#looking = undefined;
  }

  #look(): void {
    const silent = this.#sinceRest === this.#atLastLook;
    this.#atLastLook = this.#sinceRest;
    if (!silent) return;
    this[Symbol.dispose]();
    this.#sinceRest = 0;
    this.#atLastLook = 0;
    this.#giveBack();
    Bun.gc(true);
    Bun.shrink();
  }
}

// Random numbers that come again with the same seed.

const STEP = 0x9e3779b9;

export class Random {
  #state: number;

  /** @param stream tells apart those who draw at the same time, in whatever order: each has numbers of its own */
  constructor(seed: number, stream = 0) {
    this.#state = mixed(seed ^ mixed(stream + STEP));
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + STEP) | 0;
    return (mixed(this.#state) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** True in so many of a hundred cases. */
  percent(chance: number): boolean {
    return this.next() * 100 < chance;
  }
}

/** Every bit of the result depends on every bit of the value. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}

// When things happened, for the last page of the demo.

interface Mark {
  readonly title: string;
  readonly at: number;
}

export interface Lap {
  readonly title: string;
  /** Milliseconds since the first mark. */
  readonly total: number;
  /** Milliseconds since the mark before. */
  readonly lap: number;
}

export class Stopwatch {
  readonly #marks: Mark[] = [];

  /** @param at when it happened, by `performance.now()`; now, without it */
  mark(title: string, at = performance.now()): void {
    this.#marks.push({ title, at });
  }

  laps(): Lap[] {
    const first = this.#marks[0]?.at ?? 0;
    return this.#marks.map(({ title, at }, index) => {
      return { title, total: at - first, lap: at - (this.#marks[index - 1]?.at ?? first) };
    });
  }
}

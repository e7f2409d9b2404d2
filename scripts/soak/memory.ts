// The memory of every monitor over its life: a monitor that has settled does not grow.
import { statusField } from "../../tests/helpers/processes.ts";

/** Samples of one monitor that say nothing yet: it warms up. */
const WARM_UP = 2;
/** Samples below which nothing can be said. */
const FEWEST = WARM_UP + 4;

export interface Growth {
  readonly pid: number;
  /** kB, in its first quiet samples and its last. */
  readonly from: number;
  readonly to: number;
}

export class Memory {
  readonly #samples = new Map<number, number[]>();
  readonly #alive = new Set<number>();

  watch(pid: number): void {
    this.#alive.add(pid);
    this.#samples.set(pid, []);
  }

  forget(pid: number): void {
    this.#alive.delete(pid);
  }

  /** Looks at all that live. */
  sample(): void {
    for (const pid of this.#alive) {
      const kilobytes = anonymous(pid);
      if (kilobytes !== undefined) this.#samples.get(pid)?.push(kilobytes);
    }
  }

  /** How those have grown that were watched for long enough: the largest growth first. */
  growths(): Growth[] {
    return [...this.#samples]
      .filter(([, samples]) => samples.length >= FEWEST)
      .map(([pid, all]) => {
        const samples = all.slice(WARM_UP);
        const third = Math.ceil(samples.length / 3);
        return { pid, from: median(samples.slice(0, third)), to: median(samples.slice(-third)) };
      })
      .toSorted((a, b) => b.to - b.from - (a.to - a.from));
  }

  /** kB, of all monitors and all times. */
  largest(): number {
    return Math.max(0, ...[...this.#samples.values()].flat());
  }
}

/** Not shared with anybody: the executable's own pages are there once for all of them. */
function anonymous(pid: number): number | undefined {
  try {
    return Number.parseInt(statusField(pid, "RssAnon"), 10);
  } catch {
    return undefined;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

// What a soak comes to: one table, in which every line must be good.
import type { Memory } from "./memory.ts";
import type { Tally } from "./tally.ts";

/** kB. A settled monitor's own memory goes up and down by less. */
const MOST_GROWTH = 2048;
/** Bun closes the pipes of a program a little later than it says that it has ended. */
const MOST_DESCRIPTORS = 2;

export interface Outcome {
  readonly tally: Tally;
  readonly memory: Memory;
  /** Processes, files and cgroups. */
  readonly leftovers: readonly string[];
  /** Of this process: how many more than at the beginning. */
  readonly descriptors: number;
}

export interface Verdict {
  readonly isGood: boolean;
  readonly table: string;
}

interface Line {
  readonly what: string;
  readonly found: string;
  readonly isGood: boolean;
}

export function verdictOf(outcome: Outcome): Verdict {
  const lines = linesFor(outcome);
  const width = Math.max(...lines.map(({ what }) => what.length));
  const table = lines.map(({ what, found, isGood }) => `${isGood ? "good" : "BAD "}  ${what.padEnd(width)}  ${found}`);
  return { isGood: lines.every(({ isGood }) => isGood), table: table.join("\n") };
}

function linesFor({ tally, memory, leftovers, descriptors }: Outcome): Line[] {
  const growths = memory.growths();
  const [worst] = growths;
  const growth = worst === undefined ? 0 : worst.to - worst.from;
  const grown = worst === undefined ? "nothing was watched long enough" : `${worst.from} kB to ${worst.to} kB at most`;
  return [
    { what: "containers at once", found: String(tally.mostAlive), isGood: tally.mostAlive > 0 },
    {
      what: "exit codes, logs and clients",
      found: `${tally.failures.length} of ${tally.containers} containers and ${tally.execs} commands wrong`,
      isGood: tally.failures.length === 0,
    },
    { what: "left over", found: leftovers.join(", ") || "nothing", isGood: leftovers.length === 0 },
    { what: "descriptors of the engine", found: `${descriptors} more`, isGood: descriptors <= MOST_DESCRIPTORS },
    {
      what: "memory of a monitor",
      found: `${grown}, of ${growths.length} monitors; the largest was ${memory.largest()} kB`,
      isGood: growth <= MOST_GROWTH,
    },
  ];
}

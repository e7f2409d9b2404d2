// Compares what two monitors have done: each fact is the same, or a difference that is known and has its reason.
import { KNOWN_DIFFERENCES, type KnownDifference } from "./known-differences.ts";
import type { Facts } from "./observation.ts";

/** What a monitor did not do at all. */
const ABSENT = "—";

export interface Difference {
  readonly fact: string;
  readonly conmon: string;
  readonly ctrmon: string;
}

export interface Comparison {
  readonly title: string;
  /** How many facts were compared. */
  readonly facts: number;
  readonly known: readonly KnownDifference[];
  readonly unknown: readonly Difference[];
}

export function compare(title: string, conmon: Facts, ctrmon: Facts): Comparison {
  const names = [...new Set([...Object.keys(conmon), ...Object.keys(ctrmon)])];
  const known = new Set<KnownDifference>();
  const unknown: Difference[] = [];
  for (const fact of names) {
    const difference = { fact, conmon: conmon[fact] ?? ABSENT, ctrmon: ctrmon[fact] ?? ABSENT };
    if (difference.conmon === difference.ctrmon) continue;
    const reason = KNOWN_DIFFERENCES.find((candidate) => explains(candidate, title, difference));
    if (reason === undefined) unknown.push(difference);
    else known.add(reason);
  }
  return { title, facts: names.length, known: [...known], unknown };
}

/** The table that the suite prints at its end, and the reasons of all differences in it. */
export function table(comparisons: readonly Comparison[]): string {
  const width = Math.max(...comparisons.map(({ title }) => title.length));
  const numbers = new Map(KNOWN_DIFFERENCES.map((difference, index) => [difference, String(index + 1)]));
  const rows = comparisons.map(({ title, facts, known, unknown }) => {
    const marks = KNOWN_DIFFERENCES.filter((difference) => known.includes(difference))
      .map((difference) => numbers.get(difference))
      .join(" ");
    const verdict =
      unknown.length > 0 ? `${unknown.length} UNEXPLAINED` : marks === "" ? "same" : `same but for ${marks}`;
    return `${title.padEnd(width)}  ${String(facts).padStart(4)} facts  ${verdict}`;
  });
  const reasons = KNOWN_DIFFERENCES.map(
    (difference) => `${numbers.get(difference)?.padStart(3)}  ${difference.reason}`,
  );
  return ["", ...rows, "", "Differences on purpose:", ...reasons].join("\n");
}

function explains(candidate: KnownDifference, title: string, difference: Difference): boolean {
  return (
    candidate.fact.test(difference.fact) &&
    (candidate.cases?.test(title) ?? true) &&
    candidate.conmon.test(difference.conmon) &&
    candidate.ctrmon.test(difference.ctrmon)
  );
}

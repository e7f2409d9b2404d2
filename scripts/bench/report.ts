// The report for programs: everything that was measured, and where.
import { writeFileSync } from "node:fs";
import type { MachineFacts } from "./machine.ts";
import type { Series } from "./measure.ts";
import { compare, summarize } from "./statistics.ts";

/** @param names of the monitors; the first is what the others are compared with */
export function writeReport(
  path: string,
  { machine, names, all }: { machine: MachineFacts; names: readonly string[]; all: readonly Series[] },
): void {
  const [base = ""] = names;
  const rows = all.map(({ row, metric, unit, values }) => ({
    row,
    metric,
    unit,
    monitors: Object.fromEntries(
      Object.entries(values).map(([name, ofIt]) => {
        const ratio = name === base ? undefined : compare(ofIt, values[base] ?? []);
        return [name, { ...summarize(ofIt), values: ofIt, ratio }];
      }),
    ),
  }));
  writeFileSync(path, `${JSON.stringify({ machine, base, rows }, undefined, 2)}\n`);
}

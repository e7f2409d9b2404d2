// The report for people: a row for each metric, a column for each monitor, and how the others compare with the first.
import type { Series } from "./measure.ts";
import { compare, type Summary, summarize } from "./statistics.ts";

/** @param names of the monitors; the first is what the others are compared with */
export function renderTable(all: readonly Series[], names: readonly string[]): string {
  const [base = "", ...others] = names;
  const header = ["row", "metric", ...names, ...others.map((name) => `${name} / ${base}`)];
  const rows = all.map(({ row, metric, unit, values }) => {
    const of = (name: string): readonly number[] => values[name] ?? [];
    const measured = names.map((name) => renderSummary(summarize(of(name)), unit));
    return [row, metric, ...measured, ...others.map((name) => renderRatio(compare(of(name), of(base))))];
  });
  return align([header, header.map(() => "---"), ...rows]);
}

/** `412 (398–420) MB/s`. */
export function renderSummary({ median, min, max }: Summary, unit: string): string {
  if (Number.isNaN(median)) return "–";
  const range = min === max ? "" : ` (${digits(min)}–${digits(max)})`;
  return `${digits(median)}${range} ${unit}`.trimEnd();
}

function renderRatio({ median, min, max }: Summary): string {
  if (Number.isNaN(median)) return "–";
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

/** Three digits that matter. */
function digits(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 3));
}

/** As Markdown. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, cell === "---" ? "-" : " ")).join(" | ")} |`;
  return rows.map(line).join("\n");
}

// Numbers that were measured several times, and how those of two monitors compare.
import { median } from "./median.ts";

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** NaN of nothing. */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) return { median: Number.NaN, min: Number.NaN, max: Number.NaN };
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Compares numbers that were measured in turn. Each is compared with the one that was measured beside it, so that what
 * slows the whole machine down for a while slows both.
 *
 * @param base what to compare with; pairs in which it is 0 say nothing
 */
export function compare(values: readonly number[], base: readonly number[]): Summary {
  const ratios = values.flatMap((value, index) => {
    const beside = base[index];
    return beside === undefined || beside === 0 ? [] : [value / beside];
  });
  return summarize(ratios);
}

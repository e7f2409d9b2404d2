// Spans of time in words: `3 minutes`.

const LONGEST_FIRST: readonly (readonly [milliseconds: number, unit: string])[] = [
  [365 * 86_400_000, "year"],
  [30 * 86_400_000, "month"],
  [7 * 86_400_000, "week"],
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1000, "second"],
];

/** A span in its largest unit: `3 minutes`, `1 hour`, `less than a second`. @param milliseconds its length */
export function durationText(milliseconds: number): string {
  const [length, unit] = LONGEST_FIRST.find(([one]) => milliseconds >= one) ?? [];
  if (length === undefined) return "less than a second";
  const count = Math.floor(milliseconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** How long ago something was: `3 minutes ago`, `just now`. Both in milliseconds since 1970. */
export function ago(then: number, now: number): string {
  // Somebody may have set the clock back.
  return now - then < 1000 ? "just now" : `${durationText(now - then)} ago`;
}

// Finds the word that somebody has probably meant.

/** A word this far away is a different word, not a slip. */
const SLIPS = 2;

/**
 * The word that begins with what was typed, if there is just one, or is at most two slips (a letter too many, missing,
 * wrong) away from it.
 */
export function closestTo(typed: string, words: readonly string[]): string | undefined {
  const [begun, another] = words.filter((word) => typed.length > 1 && word.startsWith(typed));
  if (begun !== undefined && another === undefined) return begun;
  const distances = words.map((word) => ({ word, slips: slipsBetween(typed, word) }));
  const best = distances.toSorted((a, b) => a.slips - b.slips)[0];
  // In a very short word, two slips leave nothing of it.
  return best !== undefined && best.slips <= Math.min(SLIPS, typed.length - 1) ? best.word : undefined;
}

/** The Levenshtein distance, row by row. */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

// What every house rule answers with, and the one way in which a rule's program tells it to a person.

export interface Finding {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong, and what to do instead. */
  readonly text: string;
}

/** Prints `path:line: text` for each finding, in the order of paths and lines. Returns the exit status. */
export function report(rule: string, findings: readonly Finding[]): 0 | 1 {
  for (const { path, line, text } of findings.toSorted(byPlace)) console.log(`${path}:${line}: ${text}`);
  if (findings.length === 0) console.log(`${rule}: ok`);
  return findings.length === 0 ? 0 : 1;
}

/** The line (from 1) that a character offset is on. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

function byPlace(a: Finding, b: Finding): number {
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
}

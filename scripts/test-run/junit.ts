// Reads the counts of a `bun test` from its JUnit report, and never takes a broken run for a good one.

import type { Counts } from "./counts.ts";

export interface BunTestResult {
  /** The report, or undefined when bun did not get as far as writing it. */
  readonly report: string | undefined;
  readonly exitCode: number;
  /** Set when `-t` chose some tests: the report calls the others skipped, though nobody asked for them. */
  readonly filtered: boolean;
}

export function countsFrom({ report, exitCode, filtered }: BunTestResult): Counts {
  const head = /<testsuites\b[^>]*>/.exec(report ?? "")?.[0];
  if (head === undefined) return { passed: 0, failed: 1, skipped: 0 };

  const tests = attribute(head, "tests");
  const skipped = attribute(head, "skipped");
  const failures = attribute(head, "failures") + attribute(head, "errors");
  const passed = tests - skipped - failures;
  // A file that cannot be loaded, a crash after the last test, no test at all: only the exit status or the emptiness tells.
  const unreported = failures === 0 && (exitCode !== 0 || tests === 0) ? 1 : 0;
  return { passed, failed: failures + unreported, skipped: filtered ? 0 : skipped };
}

function attribute(element: string, name: string): number {
  return Number(new RegExp(`\\b${name}="(\\d+)"`).exec(element)?.[1] ?? 0);
}

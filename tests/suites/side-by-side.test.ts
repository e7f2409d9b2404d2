// Runs the same cases under Debian's conmon and under ctrmon, and compares all that can be seen of them.
import { afterAll, expect, test } from "bun:test";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { CASES_OF_CRIO } from "./cases-of-crio.ts";
import { CASES_OF_EXEC } from "./cases-of-exec.ts";
import { CASES_OF_FAILURE } from "./cases-of-failure.ts";
import { CASES_OF_INHERITANCE } from "./cases-of-inheritance.ts";
import { CASES_OF_LIFE } from "./cases-of-life.ts";
import { CASES_OF_LOGS } from "./cases-of-logs.ts";
import { CASES_OF_OPTIONS } from "./cases-of-options.ts";
import { CASES_OF_TERMINAL } from "./cases-of-terminal.ts";
import { type Comparison, compare, table } from "./comparison.ts";
import { KNOWN_DIFFERENCES } from "./known-differences.ts";
import { observe } from "./observation.ts";

const CASES = [
  ...CASES_OF_LIFE,
  ...CASES_OF_FAILURE,
  ...CASES_OF_INHERITANCE,
  ...CASES_OF_EXEC,
  ...CASES_OF_TERMINAL,
  ...CASES_OF_CRIO,
  ...CASES_OF_OPTIONS,
  ...CASES_OF_LOGS,
];

const comparisons: Comparison[] = [];

afterAll(() => console.log(table(comparisons)));

leavesNothing();

for (const one of CASES) {
  test(`${one.title}: the same under both monitors`, () => {
    const comparison = compare(one.title, observe(one, CONMON), observe(one, CTRMON));
    comparisons.push(comparison);
    expect(comparison.unknown).toEqual([]);
  });
}

test("every difference on purpose still occurs", () => {
  // With `-t`, most cases have not run.
  if (comparisons.length < CASES.length) return;
  const seen = new Set(comparisons.flatMap(({ known }) => known));
  expect(KNOWN_DIFFERENCES.filter((difference) => !seen.has(difference))).toEqual([]);
});

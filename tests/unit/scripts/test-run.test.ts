// Checks how `npm test` chooses its stages and counts their tests.

import { expect, test } from "bun:test";
import { type BunTestResult, countsFrom } from "../../../scripts/test-run/junit.ts";
import { planFrom } from "../../../scripts/test-run/plan.ts";
import { STAGES } from "../../../scripts/test-run/stages.ts";

function names(...args: readonly string[]): string[] {
  return planFrom(args, STAGES).stages.map((stage) => stage.name);
}

function counts(head: string, other: Partial<BunTestResult> = {}): number[] {
  const { passed, failed, skipped } = countsFrom({ report: head, exitCode: 0, filtered: false, ...other });
  return [passed, failed, skipped];
}

test("planFrom() runs everything when asked for nothing", () => {
  expect(names()).toEqual(STAGES.map((stage) => stage.name));
});

test("planFrom() runs what is asked for and what that needs, in the order of the table", () => {
  expect(names("unit")).toEqual(["unit"]);
  expect(names("suites", "unit")).toEqual(["build", "fixtures", "unit", "suites"]);
  expect(names("check")).toEqual(["lint", "types", "imports", "files", "mirrors", "text"]);
});

test("planFrom() leaves options and what follows to bun test", () => {
  const plan = planFrom(["unit", "-t", "integration"], STAGES);
  expect(plan.stages.map((stage) => stage.name)).toEqual(["unit"]);
  expect(plan.bunTestArgs).toEqual(["-t", "integration"]);
});

test("planFrom() names a stage that does not exist", () => {
  expect(planFrom(["units"], STAGES).unknown).toBe("units");
});

test("countsFrom() reads a report", () => {
  expect(counts('<testsuites name="bun test" tests="9" failures="0" skipped="2">')).toEqual([7, 0, 2]);
  expect(counts('<testsuites tests="9" failures="3" skipped="2">', { exitCode: 1 })).toEqual([4, 3, 2]);
});

test("countsFrom() does not count tests that a pattern left out", () => {
  expect(counts('<testsuites tests="9" failures="0" skipped="8">', { filtered: true })).toEqual([1, 0, 0]);
});

test("countsFrom() counts a failure when bun crashed, failed otherwise or ran no test", () => {
  expect(countsFrom({ report: undefined, exitCode: 0, filtered: false }).failed).toBe(1);
  expect(counts('<testsuites tests="4" failures="0" skipped="0">', { exitCode: 139 })).toEqual([4, 1, 0]);
  expect(counts('<testsuites tests="0" failures="0" skipped="0">')).toEqual([0, 1, 0]);
});

// Words that were probably meant.
import { expect, test } from "bun:test";
import { closestTo } from "../../../../../../src/cli/ctrun/grammar/closest-to.ts";

const WORDS = ["rootfs", "read-only", "rm", "run", "stop", "start"];

test.each([
  ["rotfs", "rootfs"],
  ["rootsf", "rootfs"],
  ["readonly", "read-only"],
  ["rn", "rm"],
  ["stpo", "stop"],
  ["startt", "start"],
  // Its beginning, although "stop" is nearer.
  ["star", "start"],
  ["read", "read-only"],
])("closestTo() takes %s for %s", (typed, meant) => {
  expect(closestTo(typed, WORDS)).toBe(meant);
});

test.each(["frobnicate", "x", ""])("closestTo() takes %j for nothing", (typed) => {
  expect(closestTo(typed, WORDS)).toBeUndefined();
});

test("closestTo() has nothing to offer without words", () => {
  expect(closestTo("run", [])).toBeUndefined();
});

// Checks the numbers that the benchmarks print.

import { expect, test } from "bun:test";
import { compare, summarize } from "../../../../scripts/bench/statistics.ts";

test("summarize() gives the middle and the ends, in whatever order things were measured", () => {
  expect(summarize([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  expect(summarize([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test("summarize() makes no number of nothing", () => {
  expect(summarize([])).toEqual({ median: Number.NaN, min: Number.NaN, max: Number.NaN });
});

test("compare() compares what was measured side by side, so that a slow moment of the machine cancels out", () => {
  expect(compare([20, 200, 20], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 2 });
});

test("compare() leaves out what has nothing beside it, or zero", () => {
  expect(compare([1, 2, 9], [1, 0])).toEqual({ median: 1, min: 1, max: 1 });
});

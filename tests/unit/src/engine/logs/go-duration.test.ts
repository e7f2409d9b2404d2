// Checks durations against what Go's time.ParseDuration takes and refuses.
import { expect, test } from "bun:test";
import { parseGoDuration } from "../../../../../src/engine/logs/go-duration.ts";

test.each([
  ["0", 0n],
  ["-0", 0n],
  ["10m", 600_000_000_000n],
  ["+5s", 5_000_000_000n],
  ["-1.5h", -5_400_000_000_000n],
  ["2h45m30.5s", 9_930_500_000_000n],
  ["300ms", 300_000_000n],
  [".5s", 500_000_000n],
  ["1.s", 1_000_000_000n],
  ["1us", 1_000n],
  ["1\u00b5s", 1_000n],
  ["1\u03bcs", 1_000n],
  ["7ns", 7n],
  ["0.9ns", 0n],
  ["9007199254740993ns", 9_007_199_254_740_993n],
])("parseGoDuration() reads %s", (text, nanoseconds) => {
  expect(parseGoDuration(text)).toBe(nanoseconds);
});

test.each(["", "-", "10", "m", "1 m", "1m ", "1d", "1m2", "--1s", ".s", "1..5s", "1e3s", "1M"])(
  "parseGoDuration() refuses %p",
  (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  },
);

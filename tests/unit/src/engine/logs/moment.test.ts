// Checks the moments that people name for --since and --until.
import { expect, test } from "bun:test";
import { LogError } from "../../../../../src/engine/logs/log-error.ts";
import { nanosecondsOfMoment, parseSince, parseUntil } from "../../../../../src/engine/logs/moment.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const NOW_NANOSECONDS = BigInt(NOW.getTime()) * 1_000_000n;

test("parseSince() takes durations as before now, parseUntil() as after", () => {
  expect(parseSince("10m", NOW)).toBe(NOW_NANOSECONDS - 600_000_000_000n);
  expect(parseUntil("10m", NOW)).toBe(NOW_NANOSECONDS + 600_000_000_000n);
  expect(parseSince("-1ns", NOW)).toBe(NOW_NANOSECONDS + 1n);
});

test.each([
  ["2026-11-22T13:00:00.000000007+01:00", NOW_NANOSECONDS + 7n],
  ["1795348800", 1_795_348_800_000_000_000n],
  ["1795348800.000000001", 1_795_348_800_000_000_001n],
  // Not the duration of that name.
  ["0", 0n],
])("parseSince() and parseUntil() read %s alike", (text, nanoseconds) => {
  expect(parseSince(text, NOW)).toBe(nanoseconds);
  expect(parseUntil(text, NOW)).toBe(nanoseconds);
});

test.each([
  ["2026-11-22", new Date(2026, 10, 22), 0n],
  ["2026-11-22T08:15", new Date(2026, 10, 22, 8, 15), 0n],
  ["2026-11-22 08:15:30", new Date(2026, 10, 22, 8, 15, 30), 0n],
  ["2026-11-22T08:15:30.000000009", new Date(2026, 10, 22, 8, 15, 30), 9n],
])("parseSince() reads %s as local time", (text, date, more) => {
  expect(parseSince(text, NOW)).toBe(BigInt(date.getTime()) * 1_000_000n + more);
});

test.each(["", "yesterday", "2026-11-22T25:00", "2026-11-22T08", "10x"])(
  "parseSince() refuses %p, and says what it takes",
  (text) => {
    expect(() => parseSince(text, NOW)).toThrow(LogError);
    expect(() => parseUntil(text, NOW)).toThrow(JSON.stringify(text));
  },
);

test("nanosecondsOfMoment() takes Dates, nanoseconds and texts", () => {
  const parse = (text: string): bigint => parseSince(text, NOW);
  expect(nanosecondsOfMoment(NOW, parse)).toBe(NOW_NANOSECONDS);
  expect(nanosecondsOfMoment(5n, parse)).toBe(5n);
  expect(nanosecondsOfMoment("1s", parse)).toBe(NOW_NANOSECONDS - 1_000_000_000n);
});

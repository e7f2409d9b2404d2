// Checks moments in logs: every nanosecond kept, in every zone.
import { expect, test } from "bun:test";
import { fractionNanoseconds, LogTime, nanosecondsOf } from "../../../../../src/engine/logs/log-time.ts";

const NOON = BigInt(Date.UTC(2026, 10, 22, 12)) * 1_000_000n;

test.each([
  ["2026-11-22T12:00:00Z", 0n],
  ["2026-11-22T12:00:00.5Z", 500_000_000n],
  ["2026-11-22T12:00:00.123456789Z", 123_456_789n],
  ["2026-11-22T12:00:00.1234567899Z", 123_456_789n],
  ["2026-11-22T13:30:00.000000001+01:30", 1n],
  ["2026-11-22T00:00:00-12:00", 0n],
  ["2026-11-22T11:59:60Z", 0n],
])("LogTime.parse() reads %s", (text, nanoseconds) => {
  const time = LogTime.parse(text);
  expect(time?.text).toBe(text);
  expect(time?.nanoseconds).toBe(NOON + nanoseconds);
});

test.each([
  "",
  "2026-11-22",
  "2026-11-22T12:00:00",
  "2026-11-22 12:00:00Z",
  "2026-13-22T12:00:00Z",
  "2026-11-32T12:00:00Z",
  "2026-11-22T24:00:00Z",
  "2026-11-22T12:60:00Z",
  "2026-11-22T12:00:00.Z",
  "2026-11-22T12:00:00+1:00",
  "2026-11-22T12:00:00Z ",
  "x2026-11-22T12:00:00Z",
])("LogTime.parse() refuses %p", (text) => {
  expect(LogTime.parse(text)).toBeUndefined();
});

test("LogTime.toDate() is the millisecond in which the moment lies", () => {
  expect(LogTime.parse("2026-11-22T12:00:00.123999999Z")?.toDate()).toEqual(new Date("2026-11-22T12:00:00.123Z"));
  expect(LogTime.of(-1n).toDate()).toEqual(new Date(-1));
});

test("LogTime.of() writes what LogTime.parse() reads", () => {
  for (const nanoseconds of [0n, 1n, NOON + 999_999_999n, -1n, -1_000_000_000n]) {
    const time = LogTime.of(nanoseconds);
    expect(time.nanoseconds).toBe(nanoseconds);
    expect(LogTime.parse(time.text)?.nanoseconds).toBe(nanoseconds);
  }
  expect(LogTime.of(NOON + 5n).text).toBe("2026-11-22T12:00:00.000000005Z");
  expect(LogTime.of(-1n).text).toBe("1969-12-31T23:59:59.999999999Z");
});

test("nanosecondsOf() and fractionNanoseconds() count in nanoseconds", () => {
  expect(nanosecondsOf(new Date(1))).toBe(1_000_000n);
  expect(["", "1", "000000001", "9999999999"].map(fractionNanoseconds)).toEqual([0n, 100_000_000n, 1n, 999_999_999n]);
});

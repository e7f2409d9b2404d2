// Checks the time stamps of log records: format, time zones, and the change from one second to the next.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { cString } from "../../../../ffi/os-string.ts";
import { TIMESTAMP_LENGTH, Timestamp } from "../../../../src/logging/timestamp.ts";
import { waitUntil } from "../../../helpers/deadline.ts";
import { resultOf } from "../../ffi/programs.ts";
import { textOf } from "../bytes.ts";

const FORMAT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}[+-]\d\d:\d\d$/;
const PROGRAM = join(import.meta.dir, "programs/stamp.ts");

/** Milliseconds that may pass between a stamp and a look at the clock, when the machine has other things to do. */
const TOLERANCE = 900;

interface Stamped {
  readonly stamp: string;
  readonly before: number;
  readonly after: number;
}

// As tzset(3) wants them, so that no time zone files are needed: there, west is positive.
test.each([
  ["UTC0", "+00:00"],
  ["<+0530>-5:30", "+05:30"],
  ["<+0545>-5:45", "+05:45"],
  ["<+14>-14", "+14:00"],
  ["<-0330>3:30", "-03:30"],
  ["<-0030>0:30", "-00:30"],
  ["<-12>12", "-12:00"],
])("Timestamp writes the local time of the zone %s", (zone, offset) => {
  const { stamp, before, after } = resultOf(PROGRAM, { env: [cString(`TZ=${zone}`)] }) as Stamped;
  expect(stamp).toMatch(FORMAT);
  expect(stamp.slice(-offset.length)).toBe(offset);
  // What the local time and the offset say together is the moment in question.
  expectBetween(stamp, before, after);
});

test("Timestamp goes on rising from one second to the next", () => {
  const timestamp = new Timestamp();
  let last = "";
  const wrong: string[] = [];
  const seconds = new Set<string>();
  waitUntil("two changes of the second", () => {
    for (let count = 0; count < 1000; count++) {
      timestamp.update();
      const stamp = textOf(timestamp.bytes);
      if (!FORMAT.test(stamp) || stamp <= last || Math.abs(Date.parse(stamp) - Date.now()) > TOLERANCE)
        wrong.push(stamp);
      last = stamp;
      seconds.add(stamp.slice(0, "2026-01-01T00:00:00".length));
    }
    return seconds.size > 2;
  });
  expect(wrong).toEqual([]);
});

test("Timestamp fills its bytes", () => {
  const timestamp = new Timestamp();
  timestamp.update();
  expect(timestamp.bytes.length).toBe(TIMESTAMP_LENGTH);
  expect(textOf(timestamp.bytes).length).toBe(TIMESTAMP_LENGTH);
});

/** Date.now() rounds to the nearest millisecond, and so may be ahead by half of one. */
function expectBetween(stamp: string, before: number, after: number): void {
  const moment = Date.parse(stamp);
  expect(moment).toBeGreaterThanOrEqual(before - 1);
  expect(moment).toBeLessThanOrEqual(after + 1);
}

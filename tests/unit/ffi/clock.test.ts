// Checks the clocks, and local time against those who know the zones.
import { expect, test } from "bun:test";
import { type Instant, type LocalTime, localTime, monotonicMilliseconds, readClock } from "../../../ffi/clock.ts";
import { cString } from "../../../ffi/os-string.ts";
import { resultOf } from "./programs.ts";

const PROGRAM = `${import.meta.dir}/programs/local-time.ts`;

/** The rules in full, so that the test needs no zone files, beside the zone's name for Intl. */
const ZONES: Readonly<Record<string, string>> = {
  UTC0: "UTC",
  "CET-1CEST,M3.5.0,M10.5.0/3": "Europe/Berlin",
  "EST5EDT,M3.2.0,M11.1.0": "America/New_York",
  "IST-5:30": "Asia/Kolkata",
  "NST3:30NDT,M3.2.0,M11.1.0": "America/St_Johns",
  "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0": "Australia/Lord_Howe",
  "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45": "Pacific/Chatham",
  "<+14>-14": "Pacific/Kiritimati",
};

/** Around the changes to and from summer time in 2025, at the ends of years, and on a leap day. */
const INSTANTS = [
  "2025-01-01T00:00:00Z",
  "2025-03-09T06:59:59Z",
  "2025-03-09T07:00:00Z",
  "2025-03-30T00:59:59Z",
  "2025-03-30T01:00:00Z",
  "2025-04-05T14:59:59Z",
  "2025-04-05T15:00:00Z",
  "2025-10-04T15:29:59Z",
  "2025-10-04T15:30:00Z",
  "2025-10-26T00:30:00Z",
  "2025-10-26T01:30:00Z",
  "2025-11-02T05:59:59Z",
  "2025-11-02T06:00:00Z",
  "2024-02-29T12:34:56Z",
  "2024-12-31T23:59:59Z",
].map((text) => Date.parse(text) / 1000);

for (const [rules, zone] of Object.entries(ZONES)) {
  test(`localTime() agrees with Intl in ${zone}`, () => {
    const args = INSTANTS.map((seconds) => cString(String(seconds)));
    const times = resultOf(PROGRAM, { args, env: [cString(`TZ=${rules}`)] });
    expect(times).toEqual(INSTANTS.map((seconds) => byIntl(seconds, zone)));
  });
}

test("localTime() agrees with date(1) in the zone of this machine", () => {
  const times = resultOf(PROGRAM, { args: INSTANTS.map((seconds) => cString(String(seconds))) }) as LocalTime[];
  const script = INSTANTS.map((seconds) => `date -d @${seconds} '+%Y-%m-%d %H:%M:%S %z'`).join("\n");
  const lines = Bun.spawnSync(["sh", "-c", script], { env: {} }).stdout.toString().trimEnd().split("\n");
  expect(times.map(asDatePrints)).toEqual(lines);
});

test("localTime() reaches beyond 2038 and before 1970", () => {
  for (const seconds of [-1, 2 ** 31, 2 ** 32 + 5]) {
    const { year, month, day, hour, minute, second, offset } = localTime(seconds);
    expect(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset).toBe(seconds);
  }
});

test("readClock() fills in the time of day", () => {
  const instant: Instant = { seconds: 0, nanoseconds: 0 };
  const before = Date.now();
  readClock(instant);
  const after = Date.now();
  const milliseconds = instant.seconds * 1000 + Math.floor(instant.nanoseconds / 1e6);
  expect(milliseconds).toBeGreaterThanOrEqual(before);
  expect(milliseconds).toBeLessThanOrEqual(after);
  expect(Number.isInteger(instant.nanoseconds) && instant.nanoseconds < 1e9).toBe(true);
});

test("readClock() never goes back, over tens of thousands of calls", () => {
  const [last, now]: [Instant, Instant] = [
    { seconds: 0, nanoseconds: 0 },
    { seconds: 0, nanoseconds: 0 },
  ];
  let wrong = 0;
  for (let round = 0; round < 50_000; round++) {
    readClock(now);
    if (now.seconds < last.seconds || (now.seconds === last.seconds && now.nanoseconds < last.nanoseconds)) wrong++;
    Object.assign(last, now);
    if (round % 10_000 === 0) Bun.gc(true);
  }
  // A step of the machine's clock is not ours.
  expect(wrong).toBeLessThanOrEqual(1);
});

test("monotonicMilliseconds() runs at the pace of the clock", () => {
  const start = monotonicMilliseconds();
  const reference = performance.now();
  while (performance.now() < reference + 20);
  const passed = monotonicMilliseconds() - start;
  expect(passed).toBeGreaterThanOrEqual(19);
  expect(passed).toBeLessThan(performance.now() - reference + 5_000);
});

function byIntl(seconds: number, timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? Number.NaN;
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const [hour, minute, second] = [part("hour"), part("minute"), part("second")];
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
  return { year, month, day, hour, minute, second, offset };
}

function asDatePrints({ year, month, day, hour, minute, second, offset }: LocalTime): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.abs(offset) / 60;
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)} ${zone}`;
}

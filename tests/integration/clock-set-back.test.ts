// The wall clock is set back by a day: time stamps follow it, and nothing waits for it. It is another one in this process only.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { CLOCK_REALTIME } from "../../ffi/constants.ts";
import { Timespec } from "../../ffi/layouts.ts";
import { libc } from "../../ffi/libc.ts";
import { pause } from "../../ffi/poll.ts";
import { readLogs } from "../../src/engine/logs/read-logs.ts";
import { LossReport } from "../../src/logging/loss-report.ts";
import { Timestamp } from "../../src/logging/timestamp.ts";
import { Reactor } from "../../src/reactor/reactor.ts";
import { after } from "../../src/reactor/timer.ts";
import { Directories } from "../helpers/directories.ts";
import { Following, textsOf } from "../helpers/following.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

leavesNothing();

/** Seconds. */
const DAY = 86_400;
/** Milliseconds that may pass between a stamp and a look at the clock. */
const TOLERANCE = 900;

const original = libc.clock_gettime;
let setBack = 0;

beforeEach(() => {
  libc.clock_gettime = (clock, bytes) => {
    const result = original(clock, bytes);
    const time = Timespec.create(bytes as Uint8Array<ArrayBuffer>);
    if (clock === CLOCK_REALTIME) time.set("tv_sec", Number(time.get("tv_sec")) - setBack);
    return result;
  };
});

afterEach(() => {
  libc.clock_gettime = original;
  setBack = 0;
});

test("the stamps of a log go back with the clock, and forth", () => {
  const timestamp = new Timestamp();
  const stamped = (): number => {
    timestamp.update();
    return Date.parse(Buffer.from(timestamp.bytes).toString("latin1"));
  };
  for (const seconds of [0, DAY, 1, 0]) {
    setBack = seconds;
    expect(Math.abs(Date.now() - seconds * 1000 - stamped())).toBeLessThan(TOLERANCE);
  }
});

test("a timer of the monitor's, such as that of --timeout, is not delayed", () => {
  using reactor = new Reactor();
  const before = performance.now();
  after(reactor, 50, () => reactor.stop());
  setBack = DAY;
  reactor.run();
  expect(performance.now() - before).toBeWithin(45, 5000);
});

test("a loss is told as often as before", () => {
  const told: string[] = [];
  using report = new LossReport((text) => void told.push(text), 5);
  report.lost(1, "log", "full");
  setBack = DAY;
  pause(10);
  report.lost(2, "log", "full");
  expect(told.map((text) => /(\d+) bytes/.exec(text)?.[1])).toEqual(["1", "3"]);
});

test("a log whose stamps go back is read in the order in which it was written, to its end", async () => {
  using directories = new Directories();
  const { log: path } = directories;
  const stamps = ["2026-03-02T12:00:00", "2026-03-02T12:00:01", "2026-03-01T12:00:02", "2026-03-01T12:00:03"];
  writeFileSync(path, stamps.map((stamp, index) => `${stamp}.000000000+00:00 stdout F ${index}\n`).join(""));
  const target = { driver: "k8s-file", path } as const;
  expect(await textsOf(readLogs(target))).toEqual(["0", "1", "2", "3"]);
  expect(await textsOf(readLogs(target, { tail: 3 }))).toEqual(["1", "2", "3"]);
  expect(await textsOf(readLogs(target, { since: new Date("2026-03-02T00:00:00Z") }))).toEqual(["0", "1"]);
  const following = new Following(target);
  await following.reached(4);
  expect(await following.end()).toEqual(["0", "1", "2", "3"]);
});

// Checks descriptors that become readable when time is up.
import { expect, test } from "bun:test";
import { F_GETFD, FD_CLOEXEC } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { sleepMicroseconds, startTimer, timerFd } from "../../../ffi/timer.ts";
import { becomesReadable } from "../../helpers/deadline.ts";
import { openFiles } from "../../helpers/processes.ts";
import { leftOpenBy } from "./leaks.ts";

test("startTimer() expires once, not before its time", () => {
  using timer = timerFd();
  const start = performance.now();
  startTimer(timer, 20);
  expect(expirations(timer)).toBe(NOT_READY);
  expect(becomesReadable(timer)).toBe(true);
  expect(performance.now() - start).toBeGreaterThanOrEqual(19.5);
  expect([expirations(timer), expirations(timer)]).toEqual([1, NOT_READY]);
  expect(settingOf(timer)).toEqual({ value: 0, interval: 0 });
});

test("startTimer() repeats", () => {
  using timer = timerFd();
  startTimer(timer, 1, 2);
  for (let round = 0; round < 3; round++) {
    expect(becomesReadable(timer)).toBe(true);
    expect(expirations(timer)).toBeGreaterThanOrEqual(1);
  }
  expect(settingOf(timer).interval).toBeCloseTo(2, 6);
});

test("startTimer() expires at once for 0, for less, and for next to nothing", () => {
  using timer = timerFd();
  for (const delay of [0, -0.5, -5000, 1e-9, 0.0001]) {
    startTimer(timer, delay);
    expect(becomesReadable(timer)).toBe(true);
    expect(expirations(timer)).toBe(1);
  }
});

test("startTimer() takes long times and fractions whole", () => {
  using timer = timerFd();
  const year = 365 * 24 * 3600 * 1000;
  for (const delay of [1999.9999999, 2000, 60_000.25, 2 ** 32, year, 2 ** 31 * 1000, 200 * year]) {
    startTimer(timer, delay, delay);
    const { value, interval } = settingOf(timer);
    expect(interval).toBeCloseTo(delay, delay < 1e9 ? 5 : 0);
    expect(delay - value).toBeLessThan(5000);
  }
});

test("startTimer() starts anew", () => {
  using timer = timerFd();
  startTimer(timer, 0);
  becomesReadable(timer);
  startTimer(timer, 60_000);
  expect(expirations(timer)).toBe(NOT_READY);
});

test("timerFd() is close-on-exec and is closed by its owner", () => {
  using timer = timerFd();
  expect(libc.fcntl(timer.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect([...openFiles("self").values()]).toContain("anon_inode:[timerfd]");
  expect(leftOpenBy(() => timerFd().close())).toEqual([]);
});

function expirations(timer: Fd): number {
  const count = new Uint8Array(new ArrayBuffer(8));
  return read(timer, count) === NOT_READY ? NOT_READY : Number(new DataView(count.buffer).getBigUint64(0, true));
}

/** Milliseconds to the next expiry and between the further ones: timerfd in proc_pid_fdinfo(5). */
function settingOf(timer: Fd): { readonly value: number; readonly interval: number } {
  const info = Bun.spawnSync(["cat", `/proc/${process.pid}/fdinfo/${timer.number}`]).stdout.toString();
  const milliseconds = (name: string): number => {
    const [, seconds, nanoseconds] = new RegExp(`${name}: \\((\\d+), (\\d+)\\)`).exec(info) ?? [];
    return Number(seconds) * 1000 + Number(nanoseconds) / 1e6;
  };
  return { value: milliseconds("it_value"), interval: milliseconds("it_interval") };
}

test("sleepMicroseconds() sleeps, not shorter than it is told", () => {
  const began = performance.now();
  sleepMicroseconds(2000);
  expect(performance.now() - began).toBeGreaterThanOrEqual(2);
});

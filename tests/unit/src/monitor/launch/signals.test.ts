// Checks which signals are the monitor's business.
import { expect, test } from "bun:test";
import { SIGCHLD, SIGINT, SIGKILL, SIGPIPE, SIGQUIT, SIGTERM } from "../../../../../ffi/constants.ts";
import { FORWARDED_SIGNALS, MONITOR_MASK, MONITOR_SIGNALS } from "../../../../../src/monitor/launch/signals.ts";

test("the signals that end a program are passed on to the container", () => {
  expect([...FORWARDED_SIGNALS].toSorted()).toEqual([SIGINT, SIGQUIT, SIGTERM].toSorted());
});

test("the monitor blocks what it deals with, and nothing else", () => {
  const blocked = Array.from({ length: 64 }, (_, index) => index + 1).filter((signal) => MONITOR_MASK.has(signal));
  expect(blocked).toEqual([...MONITOR_SIGNALS].toSorted((a, b) => a - b));
  expect(MONITOR_SIGNALS).toContain(SIGCHLD);
  expect([SIGKILL, SIGPIPE].some((signal) => MONITOR_MASK.has(signal))).toBe(false);
});

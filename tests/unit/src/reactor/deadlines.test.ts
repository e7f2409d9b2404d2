// Checks the timers of a reactor as the data structure that they are: one descriptor, in order, stopped in time.
import { expect, test } from "bun:test";
import { POLLIN } from "../../../../ffi/constants.ts";
import { waitReady } from "../../../../ffi/poll.ts";
import { Deadlines } from "../../../../src/reactor/deadlines.ts";
import { openFiles } from "../../../helpers/processes.ts";

const DEADLINE = 5000;

/** Expires what is due until nothing is waited for any more within a moment. */
function expireFor(deadlines: Deadlines, times: number): void {
  for (let time = 0; time < times; time++) {
    expect(waitReady(deadlines.fd, POLLIN, DEADLINE)).toBe(true);
    deadlines.expire((action) => action());
  }
}

test("add() needs no descriptor, however many timers there are", () => {
  using deadlines = new Deadlines();
  const before = openFiles("self").size;
  const timers = Array.from({ length: 1000 }, () => deadlines.add(60_000, 0, () => {}));
  expect(openFiles("self").size).toBe(before);
  for (const timer of timers) timer[Symbol.dispose]();
});

test("expire() takes them in the order in which they are due", () => {
  using deadlines = new Deadlines();
  const seen: string[] = [];
  deadlines.add(30, 0, () => seen.push("late"));
  deadlines.add(1, 0, () => seen.push("early"));
  while (seen.length < 2) expireFor(deadlines, 1);
  expect(seen).toEqual(["early", "late"]);
});

test("a timer that is stopped between being due and its action does nothing", () => {
  using deadlines = new Deadlines();
  let calls = 0;
  const timer = deadlines.add(0, 0, () => calls++);
  expect(waitReady(deadlines.fd, POLLIN, DEADLINE)).toBe(true);
  const fired: (() => void)[] = [];
  deadlines.expire((action) => fired.push(action));
  timer[Symbol.dispose]();
  for (const action of fired) action();
  expect(calls).toBe(0);
});

test("nothing wakes up when the last timer is over or stopped", () => {
  using deadlines = new Deadlines();
  deadlines.add(1, 0, () => {});
  deadlines.add(2, 0, () => {})[Symbol.dispose]();
  expireFor(deadlines, 1);
  expect(waitReady(deadlines.fd, POLLIN, 20)).toBe(false);
});

test("add() on a reactor that is gone throws", () => {
  const deadlines = new Deadlines();
  deadlines[Symbol.dispose]();
  expect(() => deadlines.add(1, 0, () => {})).toThrow("used after close");
});

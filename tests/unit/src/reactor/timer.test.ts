// Checks timers on a reactor.
import { expect, test } from "bun:test";
import { Reactor } from "../../../../src/reactor/reactor.ts";
import { after, every } from "../../../../src/reactor/timer.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { runUntilStopped } from "./deadline.ts";

test("after() calls its action once, not before its time", () => {
  using reactor = new Reactor();
  const start = performance.now();
  const seen: number[] = [];
  after(reactor, 5, () => void seen.push(performance.now() - start));
  after(reactor, 20, () => reactor.stop());
  runUntilStopped(reactor);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toBeGreaterThanOrEqual(4.5);
});

test("after() keeps timers in the order of their times", () => {
  using reactor = new Reactor();
  const seen: number[] = [];
  for (const delay of [30, 1, 20, 10]) {
    after(reactor, delay, () => {
      seen.push(delay);
      if (delay === 30) reactor.stop();
    });
  }
  runUntilStopped(reactor);
  expect(seen).toEqual([1, 10, 20, 30]);
});

test("after() of 0 and less comes with the next turn", () => {
  using reactor = new Reactor();
  const seen: number[] = [];
  for (const delay of [0, -1000]) {
    after(reactor, delay, () => {
      seen.push(delay);
      if (seen.length === 2) reactor.stop();
    });
  }
  runUntilStopped(reactor);
  expect(seen).toHaveLength(2);
});

test("after() leaves nothing open when it is over, and when it is stopped", () => {
  using reactor = new Reactor();
  expect(
    leftOpenBy(() => {
      after(reactor, 0, () => reactor.stop());
      runUntilStopped(reactor);
    }),
  ).toEqual([]);
  expect(
    leftOpenBy(() => {
      const timer = after(reactor, 60_000, () => {});
      timer[Symbol.dispose]();
      timer[Symbol.dispose]();
    }),
  ).toEqual([]);
});

test("after() may be called by an action, and stopped by another one that is due with it", () => {
  using reactor = new Reactor();
  const seen: string[] = [];
  const timers = ["a", "b"].map((name) =>
    after(reactor, 0, () => {
      seen.push(name);
      for (const timer of timers) timer[Symbol.dispose]();
      after(reactor, 1, () => reactor.stop());
    }),
  );
  // Both are due before the reactor looks.
  const start = performance.now();
  while (performance.now() < start + 1);
  runUntilStopped(reactor);
  expect(seen).toHaveLength(1);
});

test("every() calls its action again and again, until it is stopped", () => {
  using reactor = new Reactor();
  let calls = 0;
  const timer = every(reactor, 1, () => {
    calls++;
    if (calls < 5) return;
    timer[Symbol.dispose]();
    after(reactor, 5, () => reactor.stop());
  });
  runUntilStopped(reactor);
  expect(calls).toBe(5);
});

test("every() counts what a busy loop has missed as one", () => {
  using reactor = new Reactor();
  let calls = 0;
  using _timer = every(reactor, 2, () => {
    calls++;
    const start = performance.now();
    while (calls === 1 && performance.now() < start + 20);
    if (calls === 2) reactor.stop();
  });
  const start = performance.now();
  runUntilStopped(reactor);
  expect(calls).toBe(2);
  expect(performance.now() - start).toBeGreaterThanOrEqual(20);
});

test("every() refuses intervals that would never come, or come but once", () => {
  using reactor = new Reactor();
  const attempt = (): void => {
    for (const interval of [0, -1, Number.NaN]) expect(() => every(reactor, interval, () => {})).toThrow(RangeError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("timers on a reactor that is gone leave nothing open", () => {
  const reactor = new Reactor();
  const kept = after(reactor, 60_000, () => {});
  reactor[Symbol.dispose]();
  const attempt = (): void => {
    expect(() => after(reactor, 0, () => {})).toThrow("used after close");
    expect(() => every(reactor, 1, () => {})).toThrow("used after close");
  };
  expect(leftOpenBy(attempt)).toEqual([]);
  kept[Symbol.dispose]();
});

// Checks when a busy monitor takes its rest: once, after silence, and only if it has worked.
import { expect, test } from "bun:test";
import { Rest } from "../../../../../src/monitor/streams/rest.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { every } from "../../../../../src/reactor/timer.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { runUntil } from "../../turning.ts";

const MUCH = 2 * 1024 * 1024;
const PATIENCE = 20_000;

test(
  "Rest gives memory back when much output is followed by silence, and again after more",
  () => {
    using reactor = new Reactor();
    let rests = 0;
    using rest = new Rest(reactor, () => rests++);
    for (const expected of [1, 2]) {
      rest.worked(MUCH);
      runUntil(reactor, "the rest", () => rests === expected);
    }
  },
  PATIENCE,
);

test(
  "Rest does not disturb a container that goes on",
  () => {
    using reactor = new Reactor();
    let restedAt = 0;
    using rest = new Rest(reactor, () => {
      restedAt = performance.now();
    });
    let workedAt = 0;
    let left = 250;
    using _working = every(reactor, 10, () => {
      if (left-- <= 0) return;
      rest.worked(MUCH);
      workedAt = performance.now();
    });
    runUntil(reactor, "the rest", () => restedAt > 0);
    expect(left).toBeLessThanOrEqual(0);
    expect(restedAt - workedAt).toBeGreaterThan(900);
  },
  PATIENCE,
);

test("Rest costs nothing when there is little output", () => {
  using reactor = new Reactor();
  using rest = new Rest(reactor, () => {});
  expect(leftOpenBy(() => rest.worked(1000))).toEqual([]);
});

test("Rest leaves no timer behind", () => {
  using reactor = new Reactor();
  const worked = (): void => {
    using rest = new Rest(reactor, () => {});
    rest.worked(MUCH);
  };
  expect(leftOpenBy(worked)).toEqual([]);
});

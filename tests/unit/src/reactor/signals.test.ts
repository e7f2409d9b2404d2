// Checks signals that arrive as events of a reactor.
import { expect, test } from "bun:test";
import { SIGCHLD, SIGTERM, SIGUSR1 } from "../../../../ffi/constants.ts";
import { SignalSet } from "../../../../ffi/signal.ts";
import { Reactor } from "../../../../src/reactor/reactor.ts";
import { onSignals } from "../../../../src/reactor/signals.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { resultOf } from "../../ffi/programs.ts";

test("onSignals() calls its handler for every signal, until that ends it", () => {
  const mask = SignalSet.of(SIGCHLD, SIGTERM, SIGUSR1);
  expect(resultOf(`${import.meta.dir}/programs/signals.ts`, { mask })).toEqual({
    seen: [SIGTERM, SIGCHLD, SIGCHLD],
    afterEnd: [SIGUSR1, SIGTERM],
    leftOpen: 0,
  });
});

test("onSignals() tells of a signal that could not be read or dealt with, and goes on", () => {
  const mask = SignalSet.of(SIGCHLD, SIGTERM);
  expect(resultOf(`${import.meta.dir}/programs/failing-signals.ts`, { mask })).toEqual({
    told: ["read: EBADF (Bad file descriptor)", "not now"],
    seen: [SIGTERM, SIGCHLD],
  });
});

test("onSignals() leaves nothing open, also on a reactor that is gone", () => {
  using reactor = new Reactor();
  expect(leftOpenBy(() => onSignals(reactor, [SIGCHLD], () => {})[Symbol.dispose]())).toEqual([]);
  const gone = new Reactor();
  gone[Symbol.dispose]();
  const attempt = (): void => expect(() => onSignals(gone, [SIGCHLD], () => {})).toThrow("used after close");
  expect(leftOpenBy(attempt)).toEqual([]);
});

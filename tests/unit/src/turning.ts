// Runs a reactor in tests until something has happened, and never for ever.
import type { Reactor } from "../../../src/reactor/reactor.ts";
import { every } from "../../../src/reactor/timer.ts";
import { DEADLINE, DeadlineError } from "../../helpers/deadline.ts";

/** Milliseconds between two looks at a condition that nothing in the reactor announces. */
const LOOK = 1;

/** @param what for the error @throws {DeadlineError} when the condition does not come true */
export function runUntil(reactor: Reactor, what: string, condition: () => boolean): void {
  const end = performance.now() + DEADLINE;
  let done = condition();
  if (done) return;
  using _looks = every(reactor, LOOK, () => {
    done ||= condition();
    if (done || performance.now() > end) reactor.stop();
  });
  reactor.run();
  if (!done) throw new DeadlineError(`The reactor ran in vain for ${what}`);
}

/** Handles everything that is ready now, and what comes of it in the next turns. */
export function settle(reactor: Reactor, turns = 3): void {
  let left = turns;
  const turn = (): void => (left-- > 0 ? reactor.afterNextTurn(turn) : reactor.stop());
  turn();
  reactor.run();
}

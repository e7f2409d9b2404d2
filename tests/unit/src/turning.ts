// Runs a reactor in tests until something has happened, and never for ever.
import type { Reactor } from "../../../src/reactor/reactor.ts";
import { every } from "../../../src/reactor/timer.ts";
import { DEADLINE, DeadlineError } from "../../helpers/deadline.ts";

/** Milliseconds between two looks at a condition that nothing in the reactor announces. */
const LOOK = 1;

/**
 * @param what for the error
 * @param look what it gives when it is not yet: false, undefined or an empty text
 * @throws {DeadlineError} when it never gives anything else
 */
export function runUntil<T>(reactor: Reactor, what: string, look: () => T): T {
  const end = performance.now() + DEADLINE;
  let found = look();
  if (isThere(found)) return found;
  using _looks = every(reactor, LOOK, () => {
    if (!isThere(found)) found = look();
    if (isThere(found) || performance.now() > end) reactor.stop();
  });
  reactor.run();
  if (!isThere(found)) throw new DeadlineError(`The reactor ran in vain for ${what}`);
  return found;
}

/** Handles everything that is ready now, and what comes of it in the next turns. */
export function settle(reactor: Reactor, turns = 3): void {
  let left = turns;
  const turn = (): void => (left-- > 0 ? reactor.afterNextTurn(turn) : reactor.stop());
  turn();
  reactor.run();
}

function isThere(found: unknown): boolean {
  return found !== false && found !== undefined && found !== "";
}

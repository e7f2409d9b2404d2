// Reactors in tests: they block the thread, so that only a timer of their own can end a test that hangs.
import type { Reactor } from "../../../../src/reactor/reactor.ts";
import { after } from "../../../../src/reactor/timer.ts";
import { DEADLINE } from "../../../helpers/deadline.ts";

/** Runs until a handler calls `stop()`. @throws {Error} when none does in time */
export function runUntilStopped(reactor: Reactor): void {
  using _deadline = after(reactor, DEADLINE, () => {
    throw new Error(`the reactor was not stopped within ${DEADLINE} ms`);
  });
  reactor.run();
}

// A signal has put an end to what ctrun was doing.
import { signalName } from "./values/signal-name.ts";

export class InterruptionError extends Error {
  override readonly name = "InterruptionError";
  readonly signal: number;

  /** @param left the name of a container that goes on without us */
  constructor(signal: number, left?: string) {
    const advice = left === undefined ? "" : `; container ${left} goes on: ctrun stop ${left} ends it`;
    super(`interrupted by ${signalName(signal)}${advice}`);
    this.signal = signal;
  }
}

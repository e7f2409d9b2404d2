// A signal has put an end to what ctrun was doing, before there was a container to take it.
import { signalName } from "./values/signal-name.ts";

export class InterruptionError extends Error {
  override readonly name = "InterruptionError";
  readonly signal: number;

  constructor(signal: number) {
    super(`interrupted by ${signalName(signal)}`);
    this.signal = signal;
  }
}

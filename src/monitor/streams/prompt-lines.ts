// Gives the rest of a line one turn of the loop to arrive; then what there is goes into the log as it is: a prompt.
import type { Reactor } from "../../reactor/reactor.ts";
import type { LineJoiner } from "./line-joiner.ts";

/** Passes output to a line joiner, and flushes that when nothing more comes. */
export class PromptLines {
  readonly #joiner: LineJoiner;
  readonly #reactor: Reactor;
  /** How much had come when the check was asked for. */
  #pushesSeen = 0;
  #checking = false;

  constructor(joiner: LineJoiner, reactor: Reactor) {
    this.#joiner = joiner;
    this.#reactor = reactor;
  }

  /** As `LineJoiner.push`. */
  push(buffer: Uint8Array<ArrayBuffer>, length: number): void {
    this.#joiner.push(buffer, length);
    if (this.#joiner.pending && !this.#checking) this.#checkLater();
  }

  flush(): void {
    this.#joiner.flush();
  }

  #checkLater(): void {
    this.#checking = true;
    this.#pushesSeen = this.#joiner.pushes;
    this.#reactor.afterNextTurn(this.#check);
  }

  // Made once: a busy container causes a check in every turn.
  readonly #check = (): void => {
    this.#checking = false;
    if (this.#joiner.pushes === this.#pushesSeen) this.#joiner.flush();
    else if (this.#joiner.pending) this.#checkLater();
  };
}

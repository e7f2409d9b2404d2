// What a running program has said so far, and what it is going to say.

import { before } from "./podman-ending.ts";

const DEADLINE = 30_000;

interface Expectation {
  readonly matches: (text: string) => boolean;
  readonly fulfil: () => void;
}

/** Text that grows. */
export class Transcript {
  readonly #decoder = new TextDecoder();
  readonly #expectations = new Set<Expectation>();
  #text = "";

  get text(): string {
    return this.#text;
  }

  add(bytes: Uint8Array): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
    for (const expectation of this.#expectations) {
      if (!expectation.matches(this.#text)) continue;
      this.#expectations.delete(expectation);
      expectation.fulfil();
    }
  }

  /** Adds all of a stream. */
  async follow(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of stream) this.add(chunk);
  }

  /** Waits until the text has what is wanted. @throws {Error} at the deadline */
  async has(wanted: string | RegExp): Promise<void> {
    const matches = (text: string): boolean => (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text));
    if (matches(this.#text)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#expectations.add({ matches, fulfil: resolve });
    try {
      await before(DEADLINE, `output with ${String(wanted)}`, promise);
    } catch (error) {
      throw new Error(`${String(error)}; all there is: ${JSON.stringify(this.#text)}`, { cause: error });
    }
  }
}

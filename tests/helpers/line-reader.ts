// The lines that a program under test writes, waited for one at a time.
import type { Fd } from "../../ffi/fd.ts";
import { read } from "../../ffi/io.ts";
import { becomesReadable, DEADLINE, DeadlineError } from "./deadline.ts";

export class LineReader implements Disposable {
  readonly #fd: Fd;
  readonly #what: string;
  readonly #buffer = new Uint8Array(new ArrayBuffer(65_536));
  readonly #decoder = new TextDecoder();
  #text = "";

  /** @param fd a pipe; owned from now on @param what for errors */
  constructor(fd: Fd, what: string) {
    this.#fd = fd;
    this.#what = what;
  }

  /** Waits for the next line. @returns what is left when the output ends first @throws {DeadlineError} */
  next(milliseconds = DEADLINE): string {
    for (;;) {
      const end = this.#text.indexOf("\n");
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return line;
      }
      if (!this.#readMore(milliseconds)) return this.#takeRest();
    }
  }

  /** Waits for the end of the output. @returns everything until then @throws {DeadlineError} */
  rest(milliseconds = DEADLINE): string {
    while (this.#readMore(milliseconds));
    return this.#takeRest();
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }

  #readMore(milliseconds: number): boolean {
    if (!becomesReadable(this.#fd, milliseconds)) {
      throw new DeadlineError(`Waited ${milliseconds} ms in vain for a line of ${this.#what}`);
    }
    const count = read(this.#fd, this.#buffer);
    this.#text += this.#decoder.decode(this.#buffer.subarray(0, Math.max(0, count)), { stream: true });
    return count !== 0;
  }

  #takeRest(): string {
    const rest = this.#text;
    this.#text = "";
    return rest;
  }
}

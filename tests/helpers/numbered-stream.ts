// Checks what tests/fixtures/numbered-lines.c writes while it comes in, piece by piece, without keeping it.

const NUMBER_LENGTH = 10;
const ZERO = 0x30;

/** Finds what is missing, doubled or out of order. A stream may stop anywhere. */
export class NumberedStream {
  /** How many lines have come whole. */
  line = 0;
  /** The first line that was not what it should be. */
  wrong: number | undefined;
  readonly #length: number;
  #at = 0;
  #number = 0;

  /** @param length bytes of a line with its newline */
  constructor(length: number) {
    this.#length = length;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const rest = this.#length - this.#at;
      const taken = Math.min(rest, bytes.length - at);
      this.#readNumber(bytes, at, taken);
      this.#at += taken;
      at += taken;
      if (this.#at === this.#length) this.#lineEnds();
    }
  }

  #readNumber(bytes: Uint8Array, start: number, count: number): void {
    for (let index = 0; index < count && this.#at + index < NUMBER_LENGTH; index++) {
      this.#number = this.#number * 10 + (bytes[start + index] ?? 0) - ZERO;
    }
  }

  #lineEnds(): void {
    if (this.#number !== this.line) this.wrong ??= this.line;
    this.line++;
    this.#at = 0;
    this.#number = 0;
  }
}

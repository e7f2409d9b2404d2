// Finds the lines in bytes that come in pieces of any size, with a limit to what is kept of a line that does not end.

const NEWLINE = 0x0a;

/** What the splitter finds. */
export interface LineTaker {
  /** A line without its newline: the bytes from `start` to before `end`, valid only during the call. */
  line(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** A line beyond the limit has ended; none of it is kept. @param length its bytes without the newline */
  tooLong(length: number): void;
}

/** Joins what belongs to one line; lines that lie within one piece are not copied. */
export class LineSplitter {
  readonly #limit: number;
  readonly #taker: LineTaker;
  /** The beginning of a line whose end has not come. */
  #begun = new Uint8Array(new ArrayBuffer(0));
  #length = 0;

  /** @param limit bytes of the longest line that is passed on */
  constructor(limit: number, taker: LineTaker) {
    this.#limit = limit;
    this.#taker = taker;
  }

  /** Bytes of a line that has begun and not ended. */
  get unfinished(): number {
    return this.#length;
  }

  feed(bytes: Uint8Array<ArrayBuffer>): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      if (this.#length > 0) this.#finish(bytes, end);
      else if (end - start > this.#limit) this.#taker.tooLong(end - start);
      else this.#taker.line(bytes, start, end);
      start = end + 1;
    }
    this.#keep(bytes, start, bytes.length);
  }

  /** Forgets a line that has begun. @returns how many bytes of it there were */
  reset(): number {
    const length = this.#length;
    this.#length = 0;
    this.#begun = new Uint8Array(new ArrayBuffer(0));
    return length;
  }

  /** The line that had begun ends in these bytes, which are its continuation from their beginning on. */
  #finish(bytes: Uint8Array<ArrayBuffer>, end: number): void {
    this.#keep(bytes, 0, end);
    if (this.#length > this.#limit) this.#taker.tooLong(this.#length);
    else this.#taker.line(this.#begun, 0, this.#length);
    this.#length = 0;
  }

  #keep(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length <= this.#limit) {
      this.#makeRoom(length);
      this.#begun.set(bytes.subarray(start, end), this.#length);
    }
    this.#length = length;
  }

  #makeRoom(length: number): void {
    if (length <= this.#begun.length) return;
    const larger = new Uint8Array(new ArrayBuffer(Math.max(length, 2 * this.#begun.length)));
    larger.set(this.#begun.subarray(0, this.#length));
    this.#begun = larger;
  }
}

// What a program writes to one of its streams: read as it comes, kept as far as it matters.
import { EPOLLIN } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { ready } from "../../waiting/ready.ts";

/** Bytes that are kept of each stream; a runtime's error has one line. */
const LIMIT = 256 * 1024;

/**
 * A pipe of ours rather than one of Bun's: it is done when the program is, even if a child of the program, such as a
 * hook that has become a daemon, keeps the other end open for ever.
 */
export class CapturedOutput implements Disposable {
  readonly #pipe = pipe();
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  constructor() {
    setNonBlocking(this.#pipe.readEnd);
  }

  /** For the program. Close it once the program has it. */
  get writeEnd(): Fd {
    return this.#pipe.writeEnd;
  }

  /** What has been written so far, as text. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  /**
   * Reads until the stream ends, or until the program has ended and everything that it has written is read.
   *
   * @param ended is aborted when the program has ended
   */
  async collect(ended: AbortSignal): Promise<void> {
    while (!ended.aborted && this.#readAll()) await ready(this.#pipe.readEnd, EPOLLIN, ended).catch(unless(ended));
    this.#readAll();
  }

  [Symbol.dispose](): void {
    this.#pipe[Symbol.dispose]();
  }

  /** Reads what is there now. @returns false at the stream's end */
  #readAll(): boolean {
    for (;;) {
      const buffer = new Uint8Array(new ArrayBuffer(4096));
      const count = read(this.#pipe.readEnd, buffer);
      if (count === NOT_READY) return true;
      if (count === 0) return false;
      // What is too much is read all the same: a full pipe would stop the program.
      const kept = buffer.subarray(0, Math.min(count, LIMIT - this.#length));
      this.#length += kept.length;
      if (kept.length > 0) this.#chunks.push(kept);
    }
  }
}

/** Passes an error over when it only says that the program has ended. */
function unless(ended: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!ended.aborted) throw error;
  };
}

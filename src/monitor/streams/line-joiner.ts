// Keeps the beginning of a line that has not fully arrived, so that a line that arrives in two reads stays one record.
import { copyBytes } from "../../../ffi/copy.ts";
import { type LogDriver, MAX_PIECE, type StreamName } from "../../logging/driver.ts";

const NEWLINE = 0x0a;

/** Bytes that must be free in front of what `push` is given: what was kept goes there. */
export const HEADROOM = MAX_PIECE;

/** Cuts one stream into whole lines for the log. */
export class LineJoiner {
  readonly #stream: StreamName;
  readonly #log: LogDriver;
  /** The beginning of a line, in a buffer that is made when there is one for the first time. */
  #kept: Uint8Array<ArrayBuffer> | undefined;
  #keptLength = 0;
  #pushes = 0;

  constructor(stream: StreamName, log: LogDriver) {
    this.#stream = stream;
    this.#log = log;
  }

  /** Whether a piece of a line is waiting for the rest. */
  get pending(): boolean {
    return this.#keptLength > 0;
  }

  /** How often bytes have come, to tell whether more have since. */
  get pushes(): number {
    return this.#pushes;
  }

  /**
   * Logs all lines that are complete, and the pieces of a line too long to be kept.
   *
   * @param buffer new bytes from `HEADROOM` on
   * @param length how many
   */
  push(buffer: Uint8Array<ArrayBuffer>, length: number): void {
    this.#pushes++;
    const start = HEADROOM - this.#keptLength;
    if (this.#kept !== undefined) copyBytes(this.#kept, 0, buffer, start, this.#keptLength);
    const end = HEADROOM + length;
    const cut = settledEnd(buffer, start, end);
    if (cut > start) this.#log.write(this.#stream, buffer, start, cut);
    this.#keep(buffer, cut, end);
  }

  /** Logs what is kept as a partial line: nothing more is coming just now. */
  flush(): void {
    if (this.#kept === undefined || this.#keptLength === 0) return;
    this.#log.write(this.#stream, this.#kept, 0, this.#keptLength);
    this.#keptLength = 0;
  }

  #keep(buffer: Uint8Array<ArrayBuffer>, from: number, to: number): void {
    this.#keptLength = to - from;
    if (this.#keptLength === 0) return;
    this.#kept ??= new Uint8Array(new ArrayBuffer(MAX_PIECE));
    copyBytes(buffer, from, this.#kept, 0, this.#keptLength);
  }
}

/** Where the bytes end that no later byte can change: behind the last newline, or behind the last full piece. */
function settledEnd(buffer: Uint8Array, start: number, end: number): number {
  // The search must not run into what an earlier read has left behind `end`, nor into the headroom.
  const newline = buffer.lastIndexOf(NEWLINE, end - 1);
  const lineStart = newline < start ? start : newline + 1;
  const pieces = Math.floor(Math.max(0, end - lineStart - 1) / MAX_PIECE);
  return lineStart + pieces * MAX_PIECE;
}

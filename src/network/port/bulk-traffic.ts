// Who carries bulk data just now, and how much of it may wait in the kernel on its way.
import type { Fd } from "../../../ffi/fd.ts";
import { freeSendBuffer, setSendBuffer } from "../../../ffi/socket-option.ts";

/**
 * Whether the sink's send buffer is kept small when bulk data comes. On one machine that is worth half as much again
 * in speed: what is sent is then read while it is still in the processor's cache. It would be the ruin of a connection
 * over a long distance, which needs the buffer; and several streams to one reader wake it too often with it.
 */
export type SendLimit = "always" | "alone" | "never";

/** Bytes of a small send buffer; the kernel doubles it for its own use. */
const NEAR_SEND_BUFFER = 128 * 1024;
/** Bytes of a piece for which it is right to be woken: to pass it on takes about as long as falling asleep and waking up. */
const LARGE_PIECE = 128 * 1024;

/** Told by every direction of a connection when bulk data begins and ends. */
export class BulkTraffic {
  #directions = 0;
  /** The sink whose buffer is small because nobody else carries bulk data. */
  #alone: Fd | undefined;

  #pieces = 0;
  #bytes = 0;

  /** How many directions carry it. */
  get directions(): number {
    return this.#directions;
  }

  /** @throws {SystemError} when the sink is broken */
  begin(sink: Fd, limit: SendLimit): void {
    const alone = this.#directions === 0;
    this.#directions++;
    if (!alone) this.#free();
    if (limit === "never") return;
    if (limit === "alone" && !alone) {
      // It may be small since it was alone before.
      freeSendBuffer(sink);
      return;
    }
    setSendBuffer(sink, NEAR_SEND_BUFFER);
    if (limit === "alone") this.#alone = sink;
  }

  /** Once for every `begin`, before the sink is closed. */
  end(sink: Fd): void {
    this.#directions--;
    if (this.#alone === sink) this.#alone = undefined;
  }

  /** A piece of so many bytes has gone out. */
  passed(bytes: number): void {
    this.#pieces++;
    this.#bytes += bytes;
  }

  /** Whether something has gone out since this was last asked, in pieces that are rather small. */
  inSmallPieces(): boolean {
    const small = this.#bytes < this.#pieces * LARGE_PIECE;
    this.#pieces = 0;
    this.#bytes = 0;
    return small;
  }

  #free(): void {
    if (this.#alone !== undefined) freeSendBuffer(this.#alone);
    this.#alone = undefined;
  }
}

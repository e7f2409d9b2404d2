// Whole messages out of a stream of bytes, however it is cut into pieces.
import { decodeMessage, type Message, messageLength, PROLOGUE_BYTES } from "./message.ts";

/** Keeps what has come of the next message. */
export class MessageStream {
  #rest: Uint8Array = new Uint8Array();

  /** Takes a piece of the stream; the piece may be used for something else afterwards. */
  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
  }

  /**
   * The next message, once all of it is there.
   *
   * @throws {DbusProtocolError} for what is no message; there is no going on after that
   */
  next(): Message | undefined {
    if (this.#rest.length < PROLOGUE_BYTES) return undefined;
    const length = messageLength(this.#rest);
    if (this.#rest.length < length) return undefined;
    const message = decodeMessage(this.#rest.subarray(0, length));
    this.#rest = this.#rest.subarray(length);
    return message;
  }
}

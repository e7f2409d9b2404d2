// Packets that wait for a client, in one piece of memory that is used again and again.
import { copyBytes } from "../../../ffi/copy.ts";
import type { StreamName } from "../../logging/driver.ts";
import { MAX_FRAME_PAYLOAD } from "../../protocol/attach-frame.ts";

/** Stream (0 or 1) and length (two bytes) stand before the payload of each packet. */
const HEADER = 3;
/** What a client's queue may hold, and one read of output on top of it; the kernel gives pages only as they are used. */
const INITIAL_CAPACITY = 512 * 1024;

/** Sends the packet if it can. @returns whether it is dealt with */
export type SendFrame = (
  stream: StreamName,
  payload: Uint8Array<ArrayBuffer>,
  offset: number,
  length: number,
) => boolean;

/** First in, first out. Its memory grows to what was once needed, and is made with the first packet. */
export class FrameQueue {
  #bytes = new Uint8Array(new ArrayBuffer(0));
  #head = 0;
  #tail = 0;

  /** Bytes that wait. */
  get size(): number {
    return this.#tail - this.#head;
  }

  /** Puts the output from `start` to before `end` at the end of the queue, cut into packets. */
  push(stream: StreamName, output: Uint8Array<ArrayBuffer>, start = 0, end = output.length): void {
    for (let at = start; at < end; at += MAX_FRAME_PAYLOAD) {
      const length = Math.min(MAX_FRAME_PAYLOAD, end - at);
      this.#makeRoom(HEADER + length);
      this.#bytes[this.#tail] = stream === "stdout" ? 0 : 1;
      this.#bytes[this.#tail + 1] = length & 0xff;
      this.#bytes[this.#tail + 2] = length >> 8;
      copyBytes(output, at, this.#bytes, this.#tail + HEADER, length);
      this.#tail += HEADER + length;
    }
  }

  /** Sends packets from the front until one cannot be sent. @returns how many were */
  sendAll(send: SendFrame): number {
    let sent = 0;
    while (this.#head < this.#tail) {
      const stream = this.#bytes[this.#head] === 0 ? "stdout" : "stderr";
      const length = (this.#bytes[this.#head + 1] ?? 0) | ((this.#bytes[this.#head + 2] ?? 0) << 8);
      if (!send(stream, this.#bytes, this.#head + HEADER, length)) return sent;
      this.#head += HEADER + length;
      sent++;
    }
    return sent;
  }

  /** Forgets what waits, and the memory. */
  clear(): void {
    this.#bytes = new Uint8Array(new ArrayBuffer(0));
    this.#head = 0;
    this.#tail = 0;
  }

  #makeRoom(length: number): void {
    if (this.#tail + length <= this.#bytes.length) return;
    const size = this.size;
    if (size + length <= this.#bytes.length) {
      this.#bytes.copyWithin(0, this.#head, this.#tail);
    } else {
      const larger = new Uint8Array(new ArrayBuffer(Math.max(INITIAL_CAPACITY, this.#bytes.length * 2)));
      larger.set(this.#bytes.subarray(this.#head, this.#tail));
      this.#bytes = larger;
    }
    this.#head = 0;
    this.#tail = size;
  }
}

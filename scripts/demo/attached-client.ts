// A client of the attach socket: sees the output packet by packet, and feeds the container's stdin.

import { SOCK_SEQPACKET } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { read } from "../../ffi/io.ts";
import { connectUnix, send, unixSocket } from "../../ffi/socket.ts";
import { MAX_FRAME, readFrame } from "../../src/protocol/attach-frame.ts";
import { awaitReadable } from "./engine.ts";

export interface ShownPacket {
  readonly byte: number;
  readonly stream: string;
  readonly text: string;
}

export class AttachedClient implements Disposable {
  readonly #socket: Fd;

  constructor(path: string) {
    this.#socket = unixSocket(SOCK_SEQPACKET);
    connectUnix(this.#socket, path);
  }

  send(text: string): void {
    send(this.#socket, new TextEncoder().encode(text));
  }

  /** The packets until all of these texts have come; without texts, all packets there are. */
  receiveUntil(...texts: readonly string[]): ShownPacket[] {
    const packets: ShownPacket[] = [];
    for (;;) {
      const packet = this.#receive();
      if (packet === undefined) return packets;
      packets.push(packet);
      const seen = packets.map((one) => one.text).join("");
      if (texts.length > 0 && texts.every((text) => seen.includes(text))) return packets;
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #receive(): ShownPacket | undefined {
    awaitReadable(this.#socket, "the container's output");
    const buffer = new Uint8Array(new ArrayBuffer(MAX_FRAME));
    const length = read(this.#socket, buffer);
    if (length <= 0) return undefined;
    const { stream, payload } = readFrame(buffer.subarray(0, length));
    return { byte: buffer[0] ?? 0, stream, text: new TextDecoder().decode(payload) };
  }
}

// A client of the attach socket, as engines have one for each `podman attach`.
import { basename, dirname } from "node:path";
import { O_DIRECTORY, O_PATH, SHUT_WR, SOCK_SEQPACKET } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import { read } from "../../ffi/io.ts";
import { connectUnix, send, shutdown, unixSocket } from "../../ffi/socket.ts";
import { readFrame } from "../../src/protocol/attach-frame.ts";
import { becomesReadable, DEADLINE, DeadlineError } from "./deadline.ts";

export interface Received {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Bytes of the largest packet. */
  readonly largest: number;
}

export class AttachClient implements Disposable {
  readonly #fd: Fd;

  /** Connects, by way of the directory's descriptor as engines do: addresses end at 107 bytes. @throws {SystemError} */
  constructor(path: string) {
    using directory = open(dirname(path), O_PATH | O_DIRECTORY);
    this.#fd = unixSocket(SOCK_SEQPACKET);
    try {
      connectUnix(this.#fd, `/proc/self/fd/${directory.number}/${basename(path)}`);
    } catch (error) {
      this.#fd.close();
      throw error;
    }
  }

  /** One packet with its stream byte; undefined at the end. @throws {DeadlineError} */
  packet(milliseconds = DEADLINE): Uint8Array<ArrayBuffer> | undefined {
    if (!becomesReadable(this.#fd, milliseconds)) throw new DeadlineError("No packet came from the attach socket");
    // Room for more than there may be, so that a packet that is too large is seen as such.
    const buffer = new Uint8Array(new ArrayBuffer(64 * 1024));
    const count = this.#read(buffer);
    return count > 0 ? buffer.subarray(0, count) : undefined;
  }

  /** Everything up to the end, or until `enough` says so. */
  receive(enough: (so: Received) => boolean = () => false): Received {
    let received: Received = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), largest: 0 };
    while (!enough(received)) {
      const packet = this.packet();
      if (packet === undefined) break;
      const { stream, payload } = readFrame(packet);
      const largest = Math.max(received.largest, packet.length);
      received = { ...received, largest, [stream]: Buffer.concat([received[stream], payload]) };
    }
    return received;
  }

  send(bytes: Uint8Array<ArrayBuffer> | string): void {
    send(this.#fd, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  }

  /** No more input; output still comes. */
  endInput(): void {
    shutdown(this.#fd, SHUT_WR);
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }

  /** A connection that the monitor has reset is at its end. */
  #read(buffer: Uint8Array<ArrayBuffer>): number {
    try {
      return read(this.#fd, buffer);
    } catch {
      return 0;
    }
  }
}

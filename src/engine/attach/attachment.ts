// A connection to a container's streams: packets of output come in, bytes for its stdin go out.
import { EPOLLIN, EPOLLOUT, SHUT_WR } from "../../../ffi/constants.ts";
import { ECONNRESET, EPIPE, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY } from "../../../ffi/io.ts";
import { send, shutdown } from "../../../ffi/socket.ts";
import type { WindowSize } from "../../../ffi/terminal.ts";
import { type AttachFrame, MAX_FRAME, MAX_INPUT, readFrame } from "../../protocol/attach-frame.ts";
import { ready } from "../../waiting/ready.ts";
import { ContainerStateError, EngineError, MonitorError } from "../errors.ts";
import { receive } from "../receive.ts";
import { sendControl } from "./control.ts";

/** Packets that are taken in a row before signals and timers, and what is typed, get their turn. */
const PACKETS_PER_TURN = 32;

/** Made by `attach`. Disposing it disconnects; the container goes on. */
export class Attachment implements Disposable {
  readonly #socket: Fd;
  readonly #controlFifo: string | undefined;
  readonly #closing = new AbortController();
  #lastWrite: Promise<void> = Promise.resolve();

  /** @param socket connected and non-blocking; owned by the attachment from now on */
  constructor(socket: Fd, controlFifo?: string) {
    this.#socket = socket;
    this.#controlFifo = controlFifo;
  }

  /**
   * The output from now on, packet by packet, up to the container's end. Nothing is read ahead: as long as nobody asks
   * for the next packet, the monitor keeps what it can and then holds the container up or disconnects us.
   *
   * @throws the signal's reason when it is aborted
   * @throws {ContainerStateError} when the attachment is disposed of
   * @throws {MonitorError} for a packet that no monitor sends
   */
  async *frames(signal?: AbortSignal): AsyncGenerator<AttachFrame, void, undefined> {
    const until = this.#until(signal);
    const packet = new Uint8Array(new ArrayBuffer(MAX_FRAME + 1));
    for (let packets = 1; ; packets++) {
      until.throwIfAborted();
      const count = receive(this.#socket, packet);
      if (count === 0) return;
      if (count === NOT_READY) await ready(this.#socket, EPOLLIN, until);
      else yield frameOf(packet.slice(0, count));
      if (packets % PACKETS_PER_TURN === 0) await nextTurn();
    }
  }

  /**
   * Sends bytes to the container's stdin, behind those of earlier calls.
   *
   * @param bytes not to be changed before the promise is settled
   * @returns when the monitor has them, or the kernel for it; a container that does not read delays this
   * @throws the signal's reason when it is aborted: some of the bytes may have been sent
   * @throws {ContainerStateError} when the monitor takes nothing any more, or the attachment is disposed of
   */
  write(bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<void> {
    const written = this.#lastWrite.then(() => this.#writeAll(bytes, this.#until(signal)));
    // A write that fails is its caller's matter; the next one finds out for itself.
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  /** Ends the container's stdin once everything is sent, unless it was created to be left open. Output still comes. */
  closeInput(): void {
    this.#lastWrite = this.#lastWrite.then(() => {
      if (!this.#socket.closed) shutdown(this.#socket, SHUT_WR);
    });
  }

  /**
   * Tells the container's terminal its size, in characters.
   *
   * @throws {RangeError} for a size that monitors refuse
   * @throws {ContainerStateError} when there is no monitor any more
   * @throws {EngineError} when the container's control FIFO is not known, or cannot be written to
   */
  resize(size: WindowSize): void {
    if (this.#controlFifo === undefined) throw new EngineError("Cannot resize: attached without a control FIFO");
    sendControl(this.#controlFifo, { kind: "resize", ...size });
  }

  [Symbol.dispose](): void {
    this.#closing.abort(new ContainerStateError("The attachment to the container has been closed"));
    this.#socket.close();
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]);
  }

  async #writeAll(bytes: Uint8Array<ArrayBuffer>, until: AbortSignal): Promise<void> {
    // An empty packet would be the end of input: it is never sent.
    for (let at = 0; at < bytes.length; ) {
      until.throwIfAborted();
      const count = this.#send(bytes.subarray(at, at + MAX_INPUT));
      if (count === NOT_READY) await ready(this.#socket, EPOLLOUT, until);
      else at += count;
    }
  }

  #send(packet: Uint8Array<ArrayBuffer>): number {
    try {
      return send(this.#socket, packet);
    } catch (cause) {
      const gone = cause instanceof SystemError && (cause.errno === EPIPE || cause.errno === ECONNRESET);
      if (!gone) throw cause;
      throw new ContainerStateError("Cannot write to the container: it takes no input any more", { cause });
    }
  }
}

function frameOf(packet: Uint8Array<ArrayBuffer>): AttachFrame {
  if (packet.length > MAX_FRAME) throw new MonitorError(`A packet of the monitor has more than ${MAX_FRAME} bytes`);
  try {
    return readFrame(packet);
  } catch (cause) {
    throw new MonitorError("A packet of the monitor names no stream", { cause });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

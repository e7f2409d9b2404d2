// One attach client: packets out, through a queue that cannot grow for ever; bytes in, to the container's stdin.
import { EPOLLIN, EPOLLOUT } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { send } from "../../../ffi/socket.ts";
import type { StreamName } from "../../logging/driver.ts";
import { MAX_FRAME, putFrame } from "../../protocol/attach-frame.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { every, type Timer } from "../../reactor/timer.ts";
import type { Stdin, StdinSource } from "./stdin.ts";

/** Clients send packets of at most so many bytes. */
const MAX_INPUT = 32 * 1024;
/** Bytes that may wait for a client before the container is held up for its sake. */
const QUEUE_LIMIT = 1024 * 1024;
/** Milliseconds in which a client with a full queue must take something, or it is taken for dead. */
const PATIENCE = 500;

export interface ClientParts {
  readonly reactor: Reactor;
  /** Owned by the client from now on. */
  readonly socket: Fd;
  readonly stdin: () => Stdin | undefined;
  /** The queue is full, or no longer. */
  readonly full: (yes: boolean) => void;
  readonly gone: () => void;
}

const frame = new Uint8Array(new ArrayBuffer(MAX_FRAME));
const input = new Uint8Array(new ArrayBuffer(MAX_INPUT));

/**
 * A client gets every byte or is disconnected: there is never a gap. One that reads, however slowly, holds the
 * container up when its queue is full, as a pipe would; one that does not read at all is disconnected.
 */
export class AttachClient implements StdinSource, Disposable {
  readonly #parts: ClientParts;
  readonly #queue: Uint8Array<ArrayBuffer>[] = [];
  #queued = 0;
  #watch: Watch | undefined;
  #reading = true;
  #patience: Timer | undefined;
  #progress = false;
  #finishing = false;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#watch = parts.reactor.watch(parts.socket, EPOLLIN, (events) => this.#ready(events));
  }

  /** Bytes that wait to be sent. */
  get queued(): number {
    return this.#queued;
  }

  /** Sends output, or queues it. @param bytes valid only during the call */
  send(stream: StreamName, bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length && this.#watch !== undefined; ) {
      const length = putFrame(frame, stream, bytes, at);
      at += length - 1;
      const packet = frame.subarray(0, length);
      if (this.#queue.length > 0 || !this.#sendNow(packet)) this.#enqueue(packet.slice());
    }
  }

  /** Disconnects as soon as everything is sent. */
  finish(): void {
    this.#finishing = true;
    if (this.#queue.length === 0) this[Symbol.dispose]();
  }

  pauseInput(): void {
    this.#reading = false;
    this.#updateEvents();
  }

  resumeInput(): void {
    this.#reading = true;
    this.#updateEvents();
  }

  [Symbol.dispose](): void {
    if (this.#watch === undefined) return;
    this.#watch[Symbol.dispose]();
    this.#watch = undefined;
    this.#patience?.[Symbol.dispose]();
    this.#queue.length = 0;
    this.#queued = 0;
    this.#parts.socket.close();
    this.#parts.gone();
  }

  #ready(events: number): void {
    if ((events & EPOLLOUT) !== 0) this.#sendQueued();
    // An error or a hang-up is found out by reading, whether there is something to read or not.
    if ((events & ~EPOLLOUT) !== 0) this.#receive();
  }

  #receive(): void {
    const count = this.#read();
    if (count === NOT_READY || this.#watch === undefined) return;
    if (count > 0) {
      this.#parts.stdin()?.write(input.subarray(0, count), this);
      return;
    }
    // The client has shut down its sending side: the end of stdin, while it may well go on reading.
    this.#parts.stdin()?.end();
    if (this.#reading) this.pauseInput();
    else this[Symbol.dispose]();
  }

  #read(): number {
    try {
      return read(this.#parts.socket, input);
    } catch {
      this[Symbol.dispose]();
      return NOT_READY;
    }
  }

  /** @returns whether the packet is dealt with */
  #sendNow(packet: Uint8Array<ArrayBuffer>): boolean {
    try {
      return send(this.#parts.socket, packet) !== NOT_READY;
    } catch {
      // The client is gone: there is nobody to tell.
      this[Symbol.dispose]();
      return true;
    }
  }

  #enqueue(packet: Uint8Array<ArrayBuffer>): void {
    this.#queue.push(packet);
    this.#queued += packet.length;
    if (this.#queue.length === 1) this.#updateEvents();
    if (this.#queued > QUEUE_LIMIT && this.#patience === undefined) this.#becomeFull();
  }

  #sendQueued(): void {
    let sent = 0;
    for (const packet of this.#queue) {
      if (!this.#sendNow(packet)) break;
      if (this.#watch === undefined) return;
      this.#queued -= packet.length;
      sent++;
    }
    this.#queue.splice(0, sent);
    if (sent > 0) this.#progress = true;
    if (this.#queue.length === 0 && this.#finishing) this[Symbol.dispose]();
    if (this.#queue.length === 0) this.#updateEvents();
    if (this.#queued <= QUEUE_LIMIT / 2 && this.#patience !== undefined) this.#becomeRoomy();
  }

  #becomeFull(): void {
    this.#progress = false;
    this.#patience = every(this.#parts.reactor, PATIENCE, () => {
      if (!this.#progress) this[Symbol.dispose]();
      this.#progress = false;
    });
    this.#parts.full(true);
  }

  #becomeRoomy(): void {
    this.#patience?.[Symbol.dispose]();
    this.#patience = undefined;
    this.#parts.full(false);
  }

  #updateEvents(): void {
    const events = (this.#reading ? EPOLLIN : 0) | (this.#queue.length > 0 ? EPOLLOUT : 0);
    this.#watch?.wait(events);
  }
}

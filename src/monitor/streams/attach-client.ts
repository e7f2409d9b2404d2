// One attach client: packets out, through a queue that cannot grow for ever; bytes in, to the container's stdin.
import { EPOLLIN, EPOLLOUT, SHUT_RD, SHUT_WR } from "../../../ffi/constants.ts";
import { ECONNRESET, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { writeGathered } from "../../../ffi/gather.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { shutdown } from "../../../ffi/socket.ts";
import type { StreamName } from "../../logging/driver.ts";
import { FRAME_STREAMS, MAX_FRAME_PAYLOAD, MAX_INPUT } from "../../protocol/attach-frame.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { every, type Timer } from "../../reactor/timer.ts";
import { FrameQueue, type SendFrame } from "./frame-queue.ts";
import type { Stdin, StdinSource } from "./stdin.ts";

/** Bytes that may wait for a client before the container is held up for its sake. */
const QUEUE_LIMIT = 128 * 1024;
/** A client with a full queue that takes nothing for this time in milliseconds, or up to twice as long, is taken for dead. */
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

const headers = {
  stdout: Uint8Array.of(FRAME_STREAMS.stdout),
  stderr: Uint8Array.of(FRAME_STREAMS.stderr),
} as const;
const input = new Uint8Array(new ArrayBuffer(MAX_INPUT));

/**
 * A client gets every byte or is disconnected: there is never a gap. One that reads, however slowly, holds the
 * container up when its queue is full, as a pipe would; one that does not read at all is disconnected.
 */
export class AttachClient implements StdinSource, Disposable {
  readonly #parts: ClientParts;
  readonly #queue = new FrameQueue();
  #watch: Watch | undefined;
  #reading = true;
  #patience: Timer | undefined;
  #full = false;
  /** Whether it has taken something since the timer last looked. */
  #progress = false;
  #finishing = false;
  /** Whether it takes no output any more; what it has sent before may still be to come. */
  #deaf = false;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#watch = parts.reactor.watch(parts.socket, EPOLLIN, (events) => this.#ready(events));
  }

  /** Bytes that wait to be sent. */
  get queued(): number {
    return this.#queue.size;
  }

  /** Sends the bytes from `start` to before `end`, or queues them. @param bytes valid only during the call */
  send(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start = 0, end = bytes.length): void {
    if (this.#watch === undefined || this.#deaf) return;
    let at = start;
    while (at < end && this.#queue.size === 0) {
      const length = Math.min(MAX_FRAME_PAYLOAD, end - at);
      if (!this.#sendFrame(stream, bytes, at, length)) break;
      at += length;
    }
    if (at < end && !this.#deaf) this.#enqueue(stream, bytes, at, end);
  }

  /** Sends what is queued, as far as it goes. */
  sendQueued(): void {
    if (this.#watch === undefined) return;
    if (this.#queue.sendAll(this.#sendFrame) > 0) this.#progress = true;
    if (this.#queue.size === 0 && this.#finishing) this[Symbol.dispose]();
    if (this.#queue.size === 0) this.#updateEvents();
    if (this.#queue.size <= QUEUE_LIMIT / 2 && this.#full) this.#setFull(false);
  }

  /** Gives the queue's memory back, unless something waits there. */
  rest(): void {
    if (this.#queue.size === 0) this.#queue.clear();
  }

  /** Disconnects as soon as everything is sent. */
  finish(): void {
    this.#finishing = true;
    if (this.#queue.size === 0) this[Symbol.dispose]();
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
    this.#queue.clear();
    closeHeard(this.#parts.socket);
    this.#parts.gone();
  }

  #ready(events: number): void {
    if ((events & EPOLLOUT) !== 0) this.sendQueued();
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
    if (this.#reading && !this.#deaf) this.pauseInput();
    else this[Symbol.dispose]();
  }

  #read(): number {
    try {
      return read(this.#parts.socket, input);
    } catch (error) {
      // It has gone away with output unread: the kernel says so once, before it hands over what the client sent.
      const unread = error instanceof SystemError && error.errno === ECONNRESET;
      if (!unread) this[Symbol.dispose]();
      return NOT_READY;
    }
  }

  readonly #sendFrame: SendFrame = (stream, payload, offset, length) => {
    const { socket } = this.#parts;
    const header = headers[stream];
    try {
      const count = writeGathered(socket, header, payload, offset, length);
      if (count === NOT_READY || count === header.length + length) return count !== NOT_READY;
    } catch {
      // Nobody listens, or the kernel has no memory.
    }
    // Whatever came now would come behind a gap. Its input is read to the end all the same: a hang-up comes behind it.
    this.#deaf = true;
    this.#queue.clear();
    shutdown(socket, SHUT_WR);
    return false;
  };

  #enqueue(stream: StreamName, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const wasEmpty = this.#queue.size === 0;
    this.#queue.push(stream, bytes, start, end);
    if (wasEmpty) this.#updateEvents();
    if (this.#queue.size > QUEUE_LIMIT && !this.#full) this.#setFull(true);
  }

  #setFull(full: boolean): void {
    this.#full = full;
    this.#progress = true;
    // One timer for as long as the queue is full now and again: a fast container fills it a thousand times a second.
    if (full) this.#patience ??= every(this.#parts.reactor, PATIENCE, () => this.#loseOrKeepPatience());
    this.#parts.full(full);
  }

  #loseOrKeepPatience(): void {
    // The kernel tells of room only when most of its buffer is free, which takes a slow reader too long.
    if (this.#full) this.sendQueued();
    if (this.#watch === undefined) return;
    if (this.#full && !this.#progress) {
      this[Symbol.dispose]();
      return;
    }
    this.#progress = false;
    if (this.#full) return;
    this.#patience?.[Symbol.dispose]();
    this.#patience = undefined;
  }

  #updateEvents(): void {
    const events = (this.#reading ? EPOLLIN : 0) | (this.#queue.size > 0 ? EPOLLOUT : 0);
    this.#watch?.wait(events);
  }
}

/**
 * Closes a connection so that the client still gets what it was sent. When a Unix socket is closed with input unread,
 * the other side's next read fails with ECONNRESET before it gives out what is there, and clients stop at that.
 */
function closeHeard(socket: Fd): void {
  shutdown(socket, SHUT_RD);
  try {
    while (read(socket, input) > 0);
  } catch {
    // The client is gone.
  }
  socket.close();
}

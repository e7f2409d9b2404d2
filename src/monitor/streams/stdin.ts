// The container's stdin: bytes from attach clients, with back-pressure on whoever sends too much.
import { EPOLLHUP, EPOLLOUT } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { NOT_READY, write } from "../../../ffi/io.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { after, type Timer } from "../../reactor/timer.ts";
import { LOOK_AGAIN } from "./terminal-stream.ts";

/** Somebody who sends input and can be told to wait. */
export interface StdinSource {
  pauseInput(): void;
  resumeInput(): void;
}

interface Waiting {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** What is left is from here to before `end`. */
  at: number;
  readonly end: number;
  readonly source: StdinSource;
}

/** Writes without ever blocking: what the container does not take yet is kept, and its sender is paused meanwhile. */
export class Stdin implements Disposable {
  readonly #fd: Fd;
  readonly #reactor: Reactor;
  readonly #staysOpen: boolean;
  readonly #waiting: Waiting[] = [];
  /** Memory for what has to wait: with a new piece for each packet, a large transfer would fill the heap with garbage. */
  readonly #spare: Uint8Array<ArrayBuffer>[] = [];
  #watch: Watch | undefined;
  #pending: Timer | undefined;
  #ended = false;

  /**
   * @param fd the writing end; owned by this object from now on
   * @param options.staysOpen the end of one client's input is not the end of stdin
   */
  constructor(fd: Fd, reactor: Reactor, options: { readonly staysOpen: boolean }) {
    this.#fd = fd;
    this.#reactor = reactor;
    this.#staysOpen = options.staysOpen;
    setNonBlocking(fd);
  }

  /** Passes bytes on. @param bytes valid only during the call @param source is paused until all are written */
  write(bytes: Uint8Array<ArrayBuffer>, source: StdinSource): void {
    if (this.#fd.closed || this.#ended) return;
    const taken = this.#waiting.length > 0 ? 0 : this.#writeNow(bytes);
    if (taken === bytes.length) return;
    this.#waiting.push({ ...this.#keep(bytes, taken), source });
    source.pauseInput();
    this.#watchForRoom();
  }

  /** A client has no more input. */
  end(): void {
    if (this.#staysOpen) return;
    this.#ended = true;
    if (this.#waiting.length === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    this.#fd.close();
    for (const { source } of this.#waiting.splice(0)) source.resumeInput();
  }

  #watchForRoom(): void {
    this.#watch ??= this.#reactor.watch(this.#fd, EPOLLOUT, (events) => {
      this.#writeWaiting();
      if ((events & EPOLLHUP) !== 0 && this.#waiting.length > 0) this.#lookAgainLater();
    });
  }

  /** Nobody has the terminal open, which is reported all the time while there is no room. */
  #lookAgainLater(): void {
    this.#stopWatching();
    this.#pending = after(this.#reactor, LOOK_AGAIN, () => this.#watchForRoom());
  }

  #stopWatching(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
    this.#pending?.[Symbol.dispose]();
    this.#pending = undefined;
  }

  #writeWaiting(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      first.at += this.#writeNow(first.memory.subarray(first.at, first.end));
      if (this.#fd.closed || first.at < first.end) return;
      this.#waiting.shift();
      this.#spare.push(first.memory);
      first.source.resumeInput();
    }
    this.#stopWatching();
    if (this.#ended) this[Symbol.dispose]();
  }

  /** Copies the bytes from `start` on. A source is paused meanwhile, so there is one such copy for each at most. */
  #keep(bytes: Uint8Array<ArrayBuffer>, start: number): Pick<Waiting, "memory" | "at" | "end"> {
    const spare = this.#spare.pop();
    const enough = spare !== undefined && spare.length >= bytes.length;
    const memory = enough ? spare : new Uint8Array(new ArrayBuffer(bytes.length));
    memory.set(start === 0 ? bytes : bytes.subarray(start));
    return { memory, at: 0, end: bytes.length - start };
  }

  /** @returns bytes that need no further attention: taken, or of no use to a container that has closed its stdin */
  #writeNow(bytes: Uint8Array<ArrayBuffer>): number {
    try {
      const count = write(this.#fd, bytes);
      return count === NOT_READY ? 0 : count;
    } catch {
      this[Symbol.dispose]();
      return bytes.length;
    }
  }
}

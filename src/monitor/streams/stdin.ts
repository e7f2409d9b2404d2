// The container's stdin: bytes from attach clients, with back-pressure on whoever sends too much.
import { EPOLLOUT } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { NOT_READY, write } from "../../../ffi/io.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";

/** Somebody who sends input and can be told to wait. */
export interface StdinSource {
  pauseInput(): void;
  resumeInput(): void;
}

/** Writes without ever blocking: what the container does not take yet is kept, and its sender is paused meanwhile. */
export class Stdin implements Disposable {
  readonly #fd: Fd;
  readonly #reactor: Reactor;
  readonly #staysOpen: boolean;
  readonly #waiting: { bytes: Uint8Array<ArrayBuffer>; readonly source: StdinSource }[] = [];
  #watch: Watch | undefined;
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
    this.#waiting.push({ bytes: bytes.slice(taken), source });
    source.pauseInput();
    this.#watch ??= this.#reactor.watch(this.#fd, EPOLLOUT, () => this.#writeWaiting());
  }

  /** A client has no more input. */
  end(): void {
    if (this.#staysOpen) return;
    this.#ended = true;
    if (this.#waiting.length === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
    this.#fd.close();
    for (const { source } of this.#waiting.splice(0)) source.resumeInput();
  }

  #writeWaiting(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const taken = this.#writeNow(first.bytes);
      if (this.#fd.closed) return;
      first.bytes = first.bytes.subarray(taken);
      if (first.bytes.length > 0) return;
      this.#waiting.shift();
      first.source.resumeInput();
    }
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
    if (this.#ended) this[Symbol.dispose]();
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

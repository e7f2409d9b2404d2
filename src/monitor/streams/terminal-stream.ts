// A terminal's output, which may pause without being over.
import { EPOLLIN } from "../../../ffi/constants.ts";
import { EIO, SystemError } from "../../../ffi/errno.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { after, type Timer } from "../../reactor/timer.ts";
import type { OutputSource, Receiver } from "./output-stream.ts";

/**
 * Milliseconds between looks at a terminal that nobody in the container has open. The kernel reports the hang-up all
 * the time and has no event for the next open, so looking from time to time is the only way; conmon does the same.
 */
export const LOOK_AGAIN = 100;
/** Bytes after which a drain stops: some other process may go on writing for ever, and the kernel holds less. */
const DRAIN_LIMIT = 1024 * 1024;

/** Reads the master side of a pseudo-terminal until it is told to stop. */
export class TerminalStream implements OutputSource {
  readonly #fd: Fd;
  readonly #reactor: Reactor;
  readonly #area: () => Uint8Array<ArrayBuffer>;
  readonly #receive: Receiver;
  #watch: Watch | undefined;
  #pending: Timer | undefined;

  /** @param fd owned by the stream from now on */
  constructor(fd: Fd, reactor: Reactor, area: () => Uint8Array<ArrayBuffer>, receive: Receiver) {
    this.#fd = fd;
    this.#reactor = reactor;
    this.#area = area;
    this.#receive = receive;
    setNonBlocking(fd);
    this.resume();
  }

  pause(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
    this.#pending?.[Symbol.dispose]();
    this.#pending = undefined;
  }

  resume(): void {
    if (!this.#fd.closed) this.#watch ??= this.#reactor.watch(this.#fd, EPOLLIN, () => this.#ready());
  }

  drain(): void {
    if (this.#fd.closed) return;
    for (let drained = 0; drained < DRAIN_LIMIT; ) {
      const count = this.#readOnce();
      if (count <= 0) return;
      drained += count;
    }
  }

  [Symbol.dispose](): void {
    this.pause();
    this.#fd.close();
  }

  #ready(): void {
    if (this.#readOnce() > 0) return;
    this.pause();
    this.#pending = after(this.#reactor, LOOK_AGAIN, () => this.resume());
  }

  /** @returns bytes read; 0 or less when there are none just now */
  #readOnce(): number {
    const count = readTerminal(this.#fd, this.#area());
    if (count > 0) this.#receive(count);
    return count;
  }
}

function readTerminal(fd: Fd, area: Uint8Array<ArrayBuffer>): number {
  try {
    return read(fd, area);
  } catch (error) {
    // What a master says when no process has the other side open: not an error, and not the end.
    if (error instanceof SystemError && error.errno === EIO) return NOT_READY;
    throw error;
  }
}

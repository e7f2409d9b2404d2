// One of the container's outputs, read as it comes.
import { EPOLLIN } from "../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { bytesReadable, read } from "../../../ffi/io.ts";
import { growPipe } from "../../../ffi/pipe.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";

/** Reads into the area and says how many bytes there are now. */
export type Receiver = (length: number) => void;

/** Bytes that a pipe holds unless told otherwise (pipe(7)). */
const USUAL_PIPE_SIZE = 64 * 1024;
const LARGE_PIPE_SIZE = 1024 * 1024;

/** Where output comes from. Disposing it ends the reading. */
export interface OutputSource extends Disposable {
  /** Stops reading; the container comes to a stop when the kernel's buffer is full. */
  pause(): void;
  resume(): void;
  /** Reads what is there now and no more: some other process that writes too may go on for ever. */
  drain(): void;
}

/** Reads a pipe until its end. The container is never slowed down but by `pause()`. */
export class OutputStream implements OutputSource {
  readonly #fd: Fd;
  readonly #reactor: Reactor;
  readonly #area: () => Uint8Array<ArrayBuffer>;
  readonly #receive: Receiver;
  #watch: Watch | undefined;
  #paused = false;
  #grown = false;

  /**
   * @param fd the reading end; owned by the stream from now on
   * @param area where the bytes go
   */
  constructor(fd: Fd, reactor: Reactor, area: () => Uint8Array<ArrayBuffer>, receive: Receiver) {
    this.#fd = fd;
    this.#reactor = reactor;
    this.#area = area;
    this.#receive = receive;
    setNonBlocking(fd);
    this.resume();
  }

  pause(): void {
    this.#paused = true;
    this.#watch?.wait(0);
  }

  resume(): void {
    this.#paused = false;
    if (this.#fd.closed) return;
    if (this.#watch !== undefined) this.#watch.wait(EPOLLIN);
    else this.#watch = this.#reactor.watch(this.#fd, EPOLLIN, () => this.#ready());
  }

  drain(): void {
    if (this.#fd.closed) return;
    for (let rest = bytesReadable(this.#fd); rest > 0; ) {
      const count = this.#readOnce();
      if (count <= 0) return;
      rest -= count;
    }
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    this.#fd.close();
  }

  #ready(): void {
    // A hang-up is reported whether it is waited for or not, again and again: it has to wait outside of the loop.
    if (this.#paused) this.#stopWatching();
    else this.#readOnce();
  }

  #stopWatching(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
  }

  /** @returns bytes read; 0 or less when there are no more */
  #readOnce(): number {
    const count = readOrEnd(this.#fd, this.#area());
    if (count === 0) this[Symbol.dispose]();
    if (count === USUAL_PIPE_SIZE && !this.#grown) {
      this.#grown = true;
      growPipe(this.#fd, LARGE_PIPE_SIZE);
    }
    if (count > 0) this.#receive(count);
    return count;
  }
}

/** A pipe that cannot be read is a pipe that has ended: there is nobody to complain to, and the container goes on. */
function readOrEnd(fd: Fd, area: Uint8Array<ArrayBuffer>): number {
  try {
    return read(fd, area);
  } catch {
    return 0;
  }
}

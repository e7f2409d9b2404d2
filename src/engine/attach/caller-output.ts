// The caller's stdout or stderr, whatever it is: a terminal, a pipe, a socket or a file.
import { fstatSync } from "node:fs";
import { EPOLLOUT, MSG_DONTWAIT, O_WRONLY } from "../../../ffi/constants.ts";
import { ECONNRESET, EIO, EPIPE, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, write } from "../../../ffi/io.ts";
import { send } from "../../../ffi/socket.ts";
import { isTerminal } from "../../../ffi/terminal.ts";
import { ready } from "../../waiting/ready.ts";
import { reopenNonBlocking } from "./reopen.ts";

/**
 * PIPE_BUF: a pipe that is ready to be written to takes so many bytes without blocking. A terminal of another user's, which
 * cannot be opened again, may block for some of them until it is read.
 */
const READY_ROOM = 4096;

/** Writes without changing what the caller shares with others. Dispose it when nobody writes any more. */
export class CallerOutput implements Disposable {
  readonly #own: Fd | undefined;
  readonly #fd: Fd;
  readonly #isSocket: boolean;
  readonly #isTerminal: boolean;

  /** @param fd stays the caller's, and open for as long as this is used */
  constructor(fd: Fd) {
    this.#own = reopenNonBlocking(fd, O_WRONLY);
    this.#fd = this.#own ?? fd;
    this.#isSocket = fstatSync(fd.number).isSocket();
    // Asked now: a terminal that has hung up is none any more.
    this.#isTerminal = isTerminal(fd);
  }

  /**
   * Writes all bytes, as fast as they are taken.
   *
   * @returns false when nobody takes them any more: a pipe without a reader, a terminal that has hung up
   * @throws the signal's reason when it is aborted: some of the bytes may have been written
   * @throws {SystemError} ENOSPC, EBADF …
   */
  async write(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#writeAll(bytes, signal);
      return true;
    } catch (error) {
      if (error instanceof SystemError && this.#meansNobody(error.errno)) return false;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#own?.close();
  }

  async #writeAll(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    const neverBlocks = this.#own !== undefined || this.#isSocket;
    let rest = bytes;
    while (rest.length > 0) {
      if (!neverBlocks) await ready(this.#fd, EPOLLOUT, signal);
      const count = this.#writeNow(neverBlocks ? rest : rest.subarray(0, READY_ROOM));
      if (count !== NOT_READY) rest = rest.subarray(count);
      else await ready(this.#fd, EPOLLOUT, signal);
    }
  }

  #writeNow(bytes: Uint8Array<ArrayBuffer>): number {
    return this.#isSocket ? send(this.#fd, bytes, MSG_DONTWAIT) : write(this.#fd, bytes);
  }

  #meansNobody(errno: number): boolean {
    // A disk says EIO, too, and means something else.
    return errno === EPIPE || errno === ECONNRESET || (errno === EIO && this.#isTerminal);
  }
}

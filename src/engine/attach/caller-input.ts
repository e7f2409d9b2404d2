// The caller's stdin, whatever it is: a terminal, a pipe, a socket or a file.
import { EPOLLIN, O_RDONLY } from "../../../ffi/constants.ts";
import { EIO, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { ready } from "../../waiting/ready.ts";
import { reopenNonBlocking } from "./reopen.ts";

/** Reads without changing what the caller shares with others. Dispose it when nobody reads any more. */
export class CallerInput implements Disposable {
  readonly #own: Fd | undefined;
  readonly #fd: Fd;

  /** @param fd stays the caller's, and open for as long as this is used */
  constructor(fd: Fd) {
    this.#own = reopenNonBlocking(fd, O_RDONLY);
    this.#fd = this.#own ?? fd;
  }

  /**
   * @returns the number of bytes; 0 at the end, which is also a terminal's that has hung up
   * @throws the signal's reason when it is aborted
   * @throws {SystemError} when it cannot be read: EISDIR, EBADF
   */
  async read(buffer: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<number> {
    for (;;) {
      // First, because what could not be opened again may well block.
      await ready(this.#fd, EPOLLIN, signal);
      const count = this.#readNow(buffer);
      if (count !== NOT_READY) return count;
    }
  }

  [Symbol.dispose](): void {
    this.#own?.close();
  }

  #readNow(buffer: Uint8Array<ArrayBuffer>): number {
    try {
      return read(this.#fd, buffer);
    } catch (error) {
      if (error instanceof SystemError && error.errno === EIO) return 0;
      throw error;
    }
  }
}

// An open file descriptor with one owner.

import { F_DUPFD_CLOEXEC, F_GETFD, F_GETFL, F_SETFD, F_SETFL, FD_CLOEXEC, O_NONBLOCK } from "./constants.ts";
import { check } from "./errno.ts";
import { libc } from "./libc.ts";

/** Owns a descriptor and closes it once: by `using`, by `close()`, or never when `release()` gives it away. */
export class Fd implements Disposable {
  #number: number;

  /** @param number a descriptor that nobody else owns */
  constructor(number: number) {
    this.#number = number;
  }

  /**
   * The number, for a system call.
   *
   * @throws {Error} when it is closed: the number may already be somebody else's
   */
  get number(): number {
    if (this.#number < 0) throw new Error("descriptor used after close");
    return this.#number;
  }

  get closed(): boolean {
    return this.#number < 0;
  }

  /** Closes it; a second call does nothing. Linux frees the number even when close(2) reports an error. */
  close(): void {
    if (this.#number < 0) return;
    const number = this.release();
    libc.close(number);
  }

  /** Gives the number away: the caller owns it from now on. */
  release(): number {
    const number = this.number;
    this.#number = -1;
    return number;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Duplicates a descriptor, close-on-exec, to the lowest free number from `from` up.
 *
 * @throws {SystemError} EBADF, EMFILE
 */
export function duplicate(fd: Fd, from = 3): Fd {
  return new Fd(check(libc.fcntl(fd.number, F_DUPFD_CLOEXEC, from), "fcntl"));
}

/** Makes reads and writes return at once with EAGAIN. The flag belongs to the open file, not to the descriptor. */
export function setNonBlocking(fd: Fd): void {
  const flags = check(libc.fcntl(fd.number, F_GETFL, 0), "fcntl");
  if ((flags & O_NONBLOCK) === 0) check(libc.fcntl(fd.number, F_SETFL, flags | O_NONBLOCK), "fcntl");
}

/** Makes sure that no program which this process starts inherits the descriptor by accident. */
export function setCloseOnExec(fd: Fd): void {
  const flags = check(libc.fcntl(fd.number, F_GETFD, 0), "fcntl");
  if ((flags & FD_CLOEXEC) === 0) check(libc.fcntl(fd.number, F_SETFD, flags | FD_CLOEXEC), "fcntl");
}

/** Makes `number` refer to the same open file; what stood there is closed. It survives exec. @throws {SystemError} */
export function placeAt(fd: Fd, number: number): void {
  check(libc.dup2(fd.number, number), "dup2");
  // dup2 to itself does nothing, and leaves close-on-exec as it was.
  if (fd.number === number) check(libc.fcntl(number, F_SETFD, 0), "fcntl");
}

/** Lets programs that this process starts inherit the descriptor. @returns whether they did not so far */
export function clearCloseOnExec(fd: Fd): boolean {
  const flags = check(libc.fcntl(fd.number, F_GETFD, 0), "fcntl");
  if ((flags & FD_CLOEXEC) === 0) return false;
  check(libc.fcntl(fd.number, F_SETFD, flags & ~FD_CLOEXEC), "fcntl");
  return true;
}

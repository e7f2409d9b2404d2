// One file of a log, open for reading, and how far it has been read.
import { fstatSync, readSync } from "node:fs";
import { O_NONBLOCK, O_RDONLY } from "../../../ffi/constants.ts";
import { ENOENT, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { LogError } from "./log-error.ts";

/** Stays the file that was opened, whatever becomes of its name. */
export class OpenLog implements Disposable {
  /** The name it was opened by. */
  readonly path: string;
  /** Equal for two that are the same file; no other file can have it for as long as this one is open. */
  readonly identity: string;
  /** Where the next read begins. */
  position = 0;
  /** Nothing behind this is read. */
  end = Number.POSITIVE_INFINITY;
  readonly #fd: Fd;

  private constructor(path: string, fd: Fd) {
    this.path = path;
    this.#fd = fd;
    const stat = fstatSync(fd.number, { bigint: true });
    if (!stat.isFile()) throw new LogError(`Cannot read log ${JSON.stringify(path)}: it is not a regular file`);
    this.identity = `${stat.dev}:${stat.ino}`;
  }

  /** @returns undefined when there is no such file @throws {LogError} when it cannot be read */
  static open(path: string): OpenLog | undefined {
    const fd = openIfThere(path);
    try {
      return fd && new OpenLog(path, fd);
    } catch (error) {
      fd?.close();
      throw error;
    }
  }

  /** Bytes in it at this moment. */
  get size(): number {
    return fstatSync(this.#fd.number).size;
  }

  /** When it was written to last, in nanoseconds since 1970; the kernel's clock for this ticks every few milliseconds. */
  get modified(): bigint {
    return fstatSync(this.#fd.number, { bigint: true }).mtimeNs;
  }

  /** A name for this very file, for those who only take names. */
  get ownPath(): string {
    return `/proc/self/fd/${this.#fd.number}`;
  }

  /** Reads on, and moves the position. @returns how many bytes; 0 when there are no more just now */
  read(buffer: Uint8Array<ArrayBuffer>): number {
    const wanted = Math.min(buffer.length, this.end - this.position);
    const count = wanted <= 0 ? 0 : this.readAt(this.position, buffer, wanted);
    this.position += count;
    return count;
  }

  /** Reads somewhere else. @returns how many bytes; fewer than `length` at the end of the file */
  readAt(position: number, buffer: Uint8Array<ArrayBuffer>, length: number): number {
    return readSync(this.#fd.number, buffer, 0, length, position);
  }

  /** Goes back to the beginning of a file that has become shorter than what was read. @returns whether it has */
  rewindIfCut(): boolean {
    // What is in it now has come after the end that was set.
    if (this.end !== Number.POSITIVE_INFINITY || this.size >= this.position) return false;
    this.position = 0;
    return true;
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }
}

/** Non-blocking: to open a FIFO would otherwise be to wait for somebody who writes to it. */
function openIfThere(path: string): Fd | undefined {
  try {
    return open(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (error.errno === ENOENT) return undefined;
    throw new LogError(`Cannot open log ${JSON.stringify(path)}: ${error.code}`, { cause: error });
  }
}

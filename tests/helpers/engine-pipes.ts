// The engine's ends of the sync, start and attach pipes, of every kind that engines use.
import { SOCK_SEQPACKET, SOCK_STREAM } from "../../ffi/constants.ts";
import { EPIPE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { read, writeAll } from "../../ffi/io.ts";
import { pipe } from "../../ffi/pipe.ts";
import { socketPair } from "../../ffi/socket.ts";
import { becomesReadable, DEADLINE, DeadlineError } from "./deadline.ts";

/** Podman uses packet sockets, CRI-O stream sockets and plain pipes. */
export type PipeKind = "seqpacket" | "stream" | "pipe";

export interface PipePair {
  readonly ours: Fd;
  readonly theirs: Fd;
}

/** @param direction which way a plain pipe goes */
export function pipePair(kind: PipeKind, direction: "to us" | "to them"): PipePair {
  if (kind === "pipe") {
    const { readEnd, writeEnd } = pipe();
    return direction === "to us" ? { ours: readEnd, theirs: writeEnd } : { ours: writeEnd, theirs: readEnd };
  }
  const [ours, theirs] = socketPair(kind === "stream" ? SOCK_STREAM : SOCK_SEQPACKET);
  return { ours, theirs };
}

/** The byte with which engines say that they are ready; Podman writes a zero. */
export function sendStart(fd: Fd): void {
  try {
    writeAll(fd, Uint8Array.of(0));
  } catch (error) {
    // A monitor that does not like its command line has ended by now.
    if (!(error instanceof SystemError) || error.errno !== EPIPE) throw error;
  }
}

/** Reads lines from a pipe whose other end only the monitor has. */
export class LineReader {
  readonly #fd: Fd;
  #rest = Buffer.alloc(0);
  /** Sizes of what single reads gave: on a packet socket, of single writes. */
  readonly reads: number[] = [];

  constructor(fd: Fd) {
    this.#fd = fd;
  }

  /** The next line without its newline; undefined at the end. @throws {DeadlineError} */
  line(milliseconds = DEADLINE): string | undefined {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) return this.#take(end, end + 1);
      if (!becomesReadable(this.#fd, milliseconds)) throw new DeadlineError("No line came on the pipe");
      const buffer = new Uint8Array(new ArrayBuffer(64 * 1024));
      const count = this.#read(buffer);
      if (count <= 0) return this.#rest.length === 0 ? undefined : this.#take(this.#rest.length, this.#rest.length);
      this.reads.push(count);
      this.#rest = Buffer.concat([this.#rest, buffer.subarray(0, count)]);
    }
  }

  /** All lines up to the end. */
  lines(milliseconds = DEADLINE): string[] {
    const lines: string[] = [];
    for (let line = this.line(milliseconds); line !== undefined; line = this.line(milliseconds)) lines.push(line);
    return lines;
  }

  #take(end: number, next: number): string {
    const line = this.#rest.toString("utf8", 0, end);
    this.#rest = this.#rest.subarray(next);
    return line;
  }

  /** A socket whose other side was closed with unread bytes in it reports ECONNRESET: that is an end, too. */
  #read(buffer: Uint8Array<ArrayBuffer>): number {
    try {
      return read(this.#fd, buffer);
    } catch {
      return 0;
    }
  }
}

// Bytes of a connection in one direction, by system calls: small pieces are copied, bulk data is spliced.
import { MSG_MORE } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import type { Pipe } from "../../../ffi/pipe.ts";
import { send } from "../../../ffi/socket.ts";
import { splice } from "../../../ffi/splice.ts";
import type { BulkTraffic, SendLimit } from "./bulk-traffic.ts";
import { PIPE_SIZE, type PipePool } from "./pipe-pool.ts";

/** What all connections share to move bytes. */
export interface Means {
  readonly pipes: PipePool;
  /** What is copied passes through it and never stays. A read that fills it makes a direction one of bulk data. */
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly bulk: BulkTraffic;
}

/** Size of `Means.buffer`. */
export const COPY_SIZE: number = 64 * 1024;
/** Bytes; with less in a chunk, two system calls that copy cost less than two that pass pages on. */
const WORTH_SPLICING = 16 * 1024;

/** Counts what has passed. */
export interface ByteCount {
  bytes: number;
}

/**
 * Moves one chunk at a time: the caller's loop says again when there is more, and serves the others in between. What
 * the sink does not take is kept, and nothing more is read until it is gone: that is the back-pressure.
 */
export class Direction {
  /** What it waits for: bytes of the source, room in the sink, or nothing any more. */
  state: "reading" | "writing" | "ended" = "reading";
  readonly #source: Fd;
  readonly #sink: Fd;
  readonly #means: Means;
  readonly #count: ByteCount;
  readonly #limit: SendLimit;
  #bulk = false;
  #pipe: Pipe | undefined;
  #inPipe = 0;
  #rest: Uint8Array<ArrayBuffer> | undefined;

  constructor(source: Fd, sink: Fd, limit: SendLimit, means: Means, count: ByteCount) {
    this.#limit = limit;
    this.#source = source;
    this.#sink = sink;
    this.#means = means;
    this.#count = count;
  }

  /**
   * Passes one chunk on, while reading.
   *
   * @param last whether the source has sent its end already: a small chunk's packet then waits for the end, which the
   * caller is to pass on now
   * @returns whether there was anything to pass on
   * @throws {SystemError} when either side is broken
   */
  move(last = false): boolean {
    const pipe = this.#bulk ? this.#means.pipes.take() : undefined;
    if (pipe !== undefined) return this.#splice(pipe);
    const moved = this.#copy(last);
    // Only a mark of urgent data could be between a small chunk and the end.
    if (last && moved && !this.#bulk && this.state === "reading") this.#copy(false);
    return moved;
  }

  /** Passes on what is left of a chunk, while writing. @throws {SystemError} when the sink is broken */
  flush(): void {
    if (this.#pipe !== undefined) this.#flushPipe(this.#pipe);
    else if (this.#rest !== undefined) this.#flushRest(this.#rest);
  }

  /** Gives up what has not been passed on. */
  abandon(): void {
    this.state = "ended";
    this.#setBulk(false);
    this.#pipe?.[Symbol.dispose]();
    this.#pipe = undefined;
    this.#rest = undefined;
  }

  #copy(last: boolean): boolean {
    const { buffer } = this.#means;
    const count = read(this.#source, buffer);
    if (count <= 0) {
      if (count === 0) this.state = "ended";
      return false;
    }
    if (count === buffer.length) this.#setBulk(true);
    const taken = Math.max(0, send(this.#sink, buffer, last && !this.#bulk ? MSG_MORE : 0, count));
    this.#count.bytes += taken;
    if (taken === count) return true;
    this.#rest = buffer.slice(taken, count);
    this.state = "writing";
    return true;
  }

  #flushRest(rest: Uint8Array<ArrayBuffer>): void {
    const taken = send(this.#sink, rest);
    if (taken === NOT_READY) return;
    this.#count.bytes += taken;
    this.#rest = taken < rest.length ? rest.subarray(taken) : undefined;
    if (this.#rest === undefined) this.state = "reading";
  }

  #splice(pipe: Pipe): boolean {
    this.#pipe = pipe;
    this.#inPipe = Math.max(0, this.#fill(pipe));
    const filled = this.#inPipe > 0;
    this.#flushPipe(pipe);
    return filled;
  }

  #fill(pipe: Pipe): number {
    const count = splice(this.#source, pipe.writeEnd, PIPE_SIZE);
    if (count === 0) this.state = "ended";
    if (count < WORTH_SPLICING) this.#setBulk(false);
    return count;
  }

  #setBulk(bulk: boolean): void {
    if (bulk === this.#bulk) return;
    this.#bulk = bulk;
    if (bulk) this.#means.bulk.begin(this.#sink, this.#limit);
    else this.#means.bulk.end(this.#sink);
  }

  #flushPipe(pipe: Pipe): void {
    while (this.#inPipe > 0) {
      const taken = splice(pipe.readEnd, this.#sink, this.#inPipe);
      if (taken === NOT_READY) {
        this.state = "writing";
        return;
      }
      this.#inPipe -= taken;
      this.#count.bytes += taken;
      this.#means.bulk.passed(taken);
    }
    this.#pipe = undefined;
    this.#means.pipes.giveBack(pipe);
    if (this.state === "writing") this.state = "reading";
  }
}

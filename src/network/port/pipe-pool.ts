// Pipes that bulk data passes through, shared by all connections: one is held only while bytes lie in it.
import { O_NONBLOCK } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import { growPipe, type Pipe, pipe } from "../../../ffi/pipe.ts";

/**
 * Bytes that a pipe holds. Through 64 KiB, a pipe's usual size, the same data costs more than twice the time: a chunk
 * is what one round of system calls moves.
 */
export const PIPE_SIZE: number = 1024 * 1024;
/** Empty pipes that are kept; more of them are in use only while readers are slow. */
const MOST_KEPT = 8;

/** Hands out empty pipes. */
export class PipePool implements Disposable {
  readonly #empty: Pipe[] = [];

  /** @returns undefined at the limit of open files: data can go another way */
  take(): Pipe | undefined {
    return this.#empty.pop() ?? makePipe();
  }

  /** Takes back a pipe with nothing in it. */
  giveBack(one: Pipe): void {
    if (this.#empty.length < MOST_KEPT) this.#empty.push(one);
    else one[Symbol.dispose]();
  }

  /** Closes what is not in use: the kernel counts the size of pipes against their user. */
  [Symbol.dispose](): void {
    for (const one of this.#empty.splice(0)) one[Symbol.dispose]();
  }
}

function makePipe(): Pipe | undefined {
  try {
    const made = pipe(O_NONBLOCK);
    // Beyond a user's quota it stays small, and works.
    growPipe(made.writeEnd, PIPE_SIZE);
    return made;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

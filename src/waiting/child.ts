// A program that this one has started, with exactly the descriptors it is to have, and its end.
import { EPOLLIN, SIGKILL } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { collectChild, kill, pidFd, signalPidFd, type WaitStatus, waitForChild } from "../../ffi/process.ts";
import { type SpawnOptions, spawn } from "../../ffi/spawn.ts";
import { LONGEST_TIMER } from "./deadline.ts";
import { ready } from "./ready.ts";

/**
 * A child process. It is collected when it ends, whoever waits for it or does not; `Bun.spawn`, which cannot place
 * descriptors at numbers of the caller's choice, serves where three are enough.
 */
export class Child {
  readonly pid: number;
  readonly #process: Fd;
  readonly #ended: Promise<WaitStatus>;

  /** @param path the executable; PATH is not searched @throws {SystemError} ENOENT, EACCES, EMFILE …: nothing runs */
  static start(path: string, options: SpawnOptions): Child {
    return new Child(spawn(path, options));
  }

  private constructor(pid: number) {
    this.pid = pid;
    this.#process = pidFdOrKill(pid);
    this.#ended = this.#collected();
    // Nobody may ever ask.
    this.#ended.catch(() => undefined);
  }

  /** Waits for its end. @throws the signal's reason when it is aborted: the child goes on */
  async ended(signal?: AbortSignal): Promise<WaitStatus> {
    signal?.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    // The wait behind #ended is in the background; this one, for which somebody waits, keeps the program alive.
    const alive = setInterval(() => undefined, LONGEST_TIMER);
    try {
      return await Promise.race([this.#ended, aborted]);
    } finally {
      clearInterval(alive);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Sends a signal. @returns false when it has ended */
  signal(signal: number): boolean {
    return !this.#process.closed && signalPidFd(this.#process, signal);
  }

  /** Ends it for certain, and waits until it has. */
  kill(): Promise<WaitStatus> {
    this.signal(SIGKILL);
    return this.ended();
  }

  async #collected(): Promise<WaitStatus> {
    using process = this.#process;
    // Like a child without a descriptor: one that cannot be watched is better not there.
    await ready(process, EPOLLIN, undefined, { background: true }).catch((error: unknown) => {
      signalPidFd(process, SIGKILL);
      waitForChild(this.pid);
      throw error;
    });
    const child = collectChild(this.pid);
    if (typeof child === "string") throw new Error(`Cannot collect process ${this.pid}: somebody else has`);
    return child.status;
  }
}

/** Without a descriptor nobody could watch it: better no child than one that is out of sight. */
function pidFdOrKill(pid: number): Fd {
  try {
    return pidFd(pid);
  } catch (error) {
    kill(pid, SIGKILL);
    waitForChild(pid);
    throw error;
  }
}

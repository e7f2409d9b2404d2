// The only place that waits for children: those that were started here, and the strays that a subreaper inherits.
import { EPOLLIN } from "../../ffi/constants.ts";
import { collectChild, pidFd, processExists, type WaitStatus } from "../../ffi/process.ts";
import { SystemError } from "../../ffi/errno.ts";
import type { Reactor } from "./reactor.ts";

/** How a process ended; `"unknown"` for one that was never our child, so that nobody could tell us. */
export type Ending = WaitStatus | "unknown";

/** Collects every child that ends. `collect` is to be called on each SIGCHLD. */
export class Children {
  readonly #reactor: Reactor;
  readonly #waiters = new Map<number, (ending: Ending) => void>();
  /** Strays that ended before anybody asked for them, while somebody still may. */
  #unclaimed: Map<number, WaitStatus> | undefined = new Map();

  constructor(reactor: Reactor) {
    this.#reactor = reactor;
  }

  /**
   * Calls `ended` once, when the process has ended: at the end of this turn if it already has. A process that is not
   * our child is watched all the same, by pidfd; how it ended is then unknown.
   */
  watch(pid: number, ended: (ending: Ending) => void): void {
    this.#waiters.set(pid, ended);
    const status = this.#unclaimed?.get(pid);
    if (status !== undefined) {
      this.#reactor.defer(() => this.#settle(pid, status));
      return;
    }
    const child = collectChild(pid);
    if (child === "none") this.#watchStranger(pid);
    else if (child !== "running") this.#reactor.defer(() => this.#settle(pid, child.status));
  }

  /** From now on a stray that ends is forgotten at once: nobody will ask for it any more. */
  forgetStrays(): void {
    this.#unclaimed = undefined;
  }

  /** Takes all children that have ended. */
  collect(): void {
    for (let exit = collectChild(-1); typeof exit === "object"; exit = collectChild(-1)) {
      if (this.#waiters.has(exit.pid)) this.#settle(exit.pid, exit.status);
      else this.#unclaimed?.set(exit.pid, exit.status);
    }
  }

  #settle(pid: number, ending: Ending): void {
    const waiter = this.#waiters.get(pid);
    this.#waiters.delete(pid);
    this.#unclaimed?.delete(pid);
    waiter?.(ending);
  }

  #watchStranger(pid: number): void {
    const fd = openPidFd(pid);
    if (fd === undefined) {
      this.#reactor.defer(() => this.#settle(pid, "unknown"));
      return;
    }
    const watch = this.#reactor.watch(fd, EPOLLIN, () => {
      // It may have been reparented to us after all, since we looked.
      const child = collectChild(pid);
      if (child === "running") return;
      watch[Symbol.dispose]();
      fd.close();
      this.#settle(pid, typeof child === "object" ? child.status : "unknown");
    });
  }
}

function openPidFd(pid: number): ReturnType<typeof pidFd> | undefined {
  try {
    return processExists(pid) ? pidFd(pid) : undefined;
  } catch (error) {
    if (error instanceof SystemError && error.code === "ESRCH") return undefined;
    throw error;
  }
}

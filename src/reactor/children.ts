// The only place that waits for children: those that were started here, and the strays that a subreaper inherits.
import { EPOLLIN } from "../../ffi/constants.ts";
import { ESRCH, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { collectChild, type Exit, pidFd, signalPidFd, type WaitStatus } from "../../ffi/process.ts";
import type { Reactor } from "./reactor.ts";
import { after } from "./timer.ts";

/** Milliseconds between looks at a process that has ended but belongs to somebody else still. */
const LOOK_AGAIN = 100;

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
    // Asked first: an unclaimed stray of the same pid would be an older process.
    const child = this.#take(pid);
    const unclaimed = this.#unclaimed?.get(pid);
    this.#unclaimed?.delete(pid);
    this.#waiters.set(pid, ended);
    if (typeof child === "object") this.#settleLater(pid, child.status);
    else if (child === "none" && unclaimed !== undefined) this.#settleLater(pid, unclaimed);
    else if (child === "none") this.#watchStranger(pid);
  }

  /** From now on a stray that ends is forgotten at once: nobody will ask for it any more. */
  forgetStrays(): void {
    this.#unclaimed = undefined;
  }

  /** Takes all children that have ended. */
  collect(): void {
    for (let exit = this.#take(-1); typeof exit === "object"; exit = this.#take(-1)) {
      if (this.#waiters.has(exit.pid)) this.#settle(exit.pid, exit.status);
      else this.#unclaimed?.set(exit.pid, exit.status);
    }
  }

  /** A wait that fails is made again: whoever loses a child's status here loses a container's exit code. */
  #take(pid: number): Exit | "running" | "none" {
    try {
      return collectChild(pid);
    } catch {
      after(this.#reactor, LOOK_AGAIN, () => this.collect());
      return "running";
    }
  }

  #settleLater(pid: number, ending: Ending): void {
    this.#reactor.defer(() => this.#settle(pid, ending));
  }

  #settle(pid: number, ending: Ending): void {
    const waiter = this.#waiters.get(pid);
    this.#waiters.delete(pid);
    waiter?.(ending);
  }

  #watchStranger(pid: number): void {
    const fd = openPidFd(pid);
    if (fd === undefined) {
      this.#settleLater(pid, "unknown");
      return;
    }
    const watch = this.#reactor.watch(fd, EPOLLIN, () => {
      // It stays readable from now on.
      watch[Symbol.dispose]();
      this.#ask(pid, fd);
    });
  }

  /**
   * A stranger has ended. Its parent may not have taken its status yet, and if that parent ends first, the stranger is
   * ours after all. Nothing tells us which it will be.
   */
  #ask(pid: number, fd: Fd): void {
    const child = this.#take(pid);
    if (child === "none" && this.#waiters.has(pid) && signalPidFd(fd, 0)) {
      after(this.#reactor, LOOK_AGAIN, () => this.#ask(pid, fd));
      return;
    }
    fd.close();
    // Ours, but a debugger has not let go of it: SIGCHLD will come.
    if (child === "running") return;
    this.#settle(pid, typeof child === "object" ? child.status : "unknown");
  }
}

function openPidFd(pid: number): Fd | undefined {
  try {
    return pidFd(pid);
  } catch (error) {
    if (error instanceof SystemError && error.errno === ESRCH) return undefined;
    throw error;
  }
}

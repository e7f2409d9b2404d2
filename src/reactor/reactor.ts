// The event loop: one epoll_wait a turn, every handler synchronous, no wake-up without cause.
import { Epoll } from "../../ffi/epoll.ts";
import type { Fd } from "../../ffi/fd.ts";

/** Called with the EPOLL… bits that are set. */
export type ReadyHandler = (events: number) => void;

/** A descriptor under watch. Disposing it ends the watch; the descriptor stays its owner's. */
export interface Watch extends Disposable {
  /** Changes the events waited for; 0 leaves only errors and hang-ups. */
  wait(events: number): void;
}

const FOR_EVER = -1;
/** Milliseconds that `afterNextTurn` gives to what is on its way: a writer on the other core needs some 50 µs. */
const NEXT_TURN = 1;

/**
 * Watches descriptors and calls handlers, until `stop()`. Only the reactor blocks; while it does, no promise, timer or
 * handler of Bun's runs, so nothing of theirs belongs into a program that runs on it.
 */
export class Reactor implements Disposable {
  readonly #epoll = new Epoll();
  readonly #handlers = new Map<number, ReadyHandler>();
  #deferred: (() => void)[] = [];
  #afterNextTurn: (() => void)[] = [];
  #lastToken = 0;
  #running = false;

  /**
   * Calls `handler` whenever the descriptor is ready.
   *
   * @param events EPOLLIN, EPOLLOUT …; errors and hang-ups are always reported
   * @throws {SystemError} EPERM for an ordinary file, which is always ready
   */
  watch(fd: Fd, events: number, handler: ReadyHandler): Watch {
    // A token, not the number: an event for a closed descriptor may still be in the batch when its number is reused.
    const token = ++this.#lastToken;
    this.#epoll.add(fd, events, token);
    this.#handlers.set(token, handler);
    return {
      wait: (wanted) => this.#epoll.modify(fd, wanted, token),
      [Symbol.dispose]: () => {
        if (this.#handlers.delete(token) && !fd.closed) this.#epoll.remove(fd);
      },
    };
  }

  /** Calls `action` before the reactor blocks again. */
  defer(action: () => void): void {
    this.#deferred.push(action);
  }

  /** Calls `action` when everything that is ready now, or within a millisecond, has been handled. */
  afterNextTurn(action: () => void): void {
    this.#afterNextTurn.push(action);
  }

  /** Runs until `stop()`. Errors that handlers throw end it and reach the caller. */
  run(): void {
    this.#running = true;
    while (this.#running) {
      this.#runAll(this.#takeDeferred());
      if (!this.#running || this.#deferred.length > 0) continue;
      const after = this.#afterNextTurn;
      this.#afterNextTurn = [];
      this.#epoll.wait(after.length > 0 ? NEXT_TURN : FOR_EVER, this.#dispatch);
      this.#runAll(after);
    }
  }

  /** Makes `run()` return after the current handler. Events that are not yet handled are dropped. */
  stop(): void {
    this.#running = false;
  }

  [Symbol.dispose](): void {
    this.#handlers.clear();
    this.#epoll[Symbol.dispose]();
  }

  readonly #dispatch = (token: number, events: number): void => {
    if (this.#running) this.#handlers.get(token)?.(events);
  };

  #takeDeferred(): readonly (() => void)[] {
    const actions = this.#deferred;
    if (actions.length > 0) this.#deferred = [];
    return actions;
  }

  #runAll(actions: readonly (() => void)[]): void {
    for (const action of actions) {
      if (!this.#running) return;
      action();
    }
  }
}

// The event loop: one epoll_wait a turn, every handler synchronous, no wake-up without cause.

import { EPOLLIN } from "../../ffi/constants.ts";
import { Epoll } from "../../ffi/epoll.ts";
import type { Fd } from "../../ffi/fd.ts";
import { pause } from "../../ffi/poll.ts";
import { sleepMicroseconds } from "../../ffi/timer.ts";
import { Deadlines } from "./deadlines.ts";

/** Called with the EPOLL… bits that are set. */
export type ReadyHandler = (events: number) => void;

/**
 * A descriptor under watch. Disposing it ends the watch; the descriptor stays its owner's, who closes it afterwards:
 * a closed descriptor whose file is open elsewhere, in a child maybe, would be reported for ever.
 */
export interface Watch extends Disposable {
  /** Changes the events waited for; 0 leaves only errors and hang-ups. Does nothing when the watch has ended. */
  wait(events: number): void;
}

const FOR_EVER = -1;
/** Milliseconds that `afterNextTurn` gives to what is on its way: a writer on the other core needs some 50 µs. */
const NEXT_TURN = 1;
/** Microseconds of a breath; the kernel adds some 50. */
const BREATH = 100;
/** Milliseconds before the next turn when the kernel could not say what is ready. */
const AFTER_FAILURE = 100;

/**
 * Watches descriptors and calls handlers, until `stop()`. Only the reactor blocks; while it does, no promise, timer or
 * handler of Bun's runs, so nothing of theirs belongs into a program that runs on it.
 */
export class Reactor implements Disposable {
  /** The timers; to be used through `after` and `every`. */
  readonly deadlines = new Deadlines();
  readonly #epoll: Epoll;
  readonly #handlers = new Map<number, { readonly handler: ReadyHandler; readonly end: () => void }>();
  readonly #deferred: (() => void)[] = [];
  readonly #afterNextTurn: (() => void)[] = [];
  readonly #failed: ((error: unknown) => void) | undefined;
  #lastToken = 0;
  #running = false;
  #breathe = false;

  /**
   * @param options.failed told what a handler has thrown. The watch of that handler is over then, since what it could
   * not deal with would be reported again at once, and the loop goes on; as it does, after a pause, when the kernel
   * itself has failed. Without it, the error ends `run()`.
   * @param options.epoll one that waits in a way of its own; owned from now on
   */
  constructor(options: { readonly failed?: (error: unknown) => void; readonly epoll?: Epoll } = {}) {
    this.#failed = options.failed;
    this.#epoll = options.epoll ?? new Epoll();
    this.watch(this.deadlines.fd, EPOLLIN, () => this.deadlines.expire((action) => this.defer(action)));
  }

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
    const end = (): void => {
      if (!this.#handlers.delete(token) || fd.closed) return;
      this.#attempt(() => this.#epoll.remove(fd));
    };
    this.#handlers.set(token, { handler, end });
    return {
      wait: (wanted) => {
        if (this.#handlers.has(token)) this.#epoll.modify(fd, wanted, token);
      },
      [Symbol.dispose]: end,
    };
  }

  /** Like `watch`, for a descriptor that nobody else needs: it is closed with the watch, and when this throws. */
  watchOwned(fd: Fd, events: number, handler: ReadyHandler): Disposable {
    using held = new DisposableStack();
    held.use(fd);
    held.use(this.watch(fd, events, handler));
    return held.move();
  }

  /** Calls `action` before the reactor blocks again. */
  defer(action: () => void): void {
    this.#deferred.push(action);
  }

  /** Calls `action` when everything that is ready now, or within a millisecond, has been handled. */
  afterNextTurn(action: () => void): void {
    this.#afterNextTurn.push(action);
  }

  /**
   * Sleeps for a tenth of a millisecond before the next turn, so that what comes in small pieces is found in large ones:
   * for who has nobody waiting.
   */
  breathe(): void {
    this.#breathe = true;
  }

  /** Runs until `stop()`. */
  run(): void {
    this.#running = true;
    while (this.#running) {
      this.#runFirst(this.#deferred, Number.POSITIVE_INFINITY);
      if (!this.#running) return;
      // What is added from here on waits for the turn after this one.
      const due = this.#afterNextTurn.length;
      if (this.#breathe) this.#takeBreath();
      this.#wait(due > 0 ? NEXT_TURN : FOR_EVER);
      this.#runFirst(this.#afterNextTurn, due);
    }
  }

  /**
   * Makes `run()` return after the current handler. What is deferred, and what is ready but not yet handled, is for
   * the next `run()`.
   */
  stop(): void {
    this.#running = false;
  }

  [Symbol.dispose](): void {
    this.#handlers.clear();
    this.deadlines[Symbol.dispose]();
    this.#epoll[Symbol.dispose]();
  }

  #takeBreath(): void {
    this.#breathe = false;
    sleepMicroseconds(BREATH);
  }

  #wait(milliseconds: number): void {
    try {
      this.#epoll.wait(milliseconds, this.#dispatch);
    } catch (error) {
      if (this.#failed === undefined) throw error;
      this.#failed(error);
      pause(AFTER_FAILURE);
    }
  }

  readonly #dispatch = (token: number, events: number): void => {
    const watched = this.#running ? this.#handlers.get(token) : undefined;
    if (watched === undefined) return;
    try {
      watched.handler(events);
    } catch (error) {
      if (this.#failed === undefined) throw error;
      watched.end();
      this.#failed(error);
    }
  };

  #runFirst(queue: (() => void)[], count: number): void {
    for (let left = count; left > 0 && this.#running; left--) {
      const action = queue.shift();
      if (action === undefined) return;
      this.#attempt(action);
    }
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.#failed === undefined) throw error;
      this.#failed(error);
    }
  }
}

// Waiting for a descriptor of any kind on Bun's own event loop.
//
// Bun watches its own sockets and pipes only: a pidfd, an inotify instance, a packet socket or a terminal cannot be
// handed to it. One thread for the whole program waits for all of them in epoll_wait instead and sends a message for each that
// is ready, which takes some 20 µs. It starts with the first wait and does not keep the program alive between waits.
import { EPOLLERR, EPOLLHUP, EPOLLIN, EPOLLONESHOT, EPOLLOUT } from "../../ffi/constants.ts";
import { Epoll } from "../../ffi/epoll.ts";
import { EPERM, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import type { Readiness } from "./ready-thread.ts";

const READY_THREAD = new URL("./ready-thread.ts", import.meta.url).href;

/** Descriptors that Bun opens for a thread. Where it does not get them, it ends the program, or the thread without a word. */
const FOR_A_THREAD = 8;

let watchers: Watchers | undefined;

export interface ReadyOptions {
  /** Does not keep the program alive. */
  readonly background?: boolean;
}

/**
 * Waits until a descriptor is ready, has failed or has hung up. Several may wait for one at a time. It must not be closed
 * meanwhile: abort the wait first.
 *
 * @param events EPOLLIN, EPOLLOUT or both
 * @returns the EPOLL… bits that are set; an ordinary file is ready at once
 * @throws the signal's reason when it is aborted
 * @throws {SystemError} when the descriptor cannot be watched
 */
export function ready(fd: Fd, events: number, signal?: AbortSignal, options: ReadyOptions = {}): Promise<number> {
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  try {
    watchers ??= Watchers.start();
    const end = watchers.wait(fd, { events, resolve, background: options.background === true });
    if (end === undefined) return Promise.resolve(events & (EPOLLIN | EPOLLOUT));
    const abort = (): void => {
      end();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    return promise.finally(() => signal?.removeEventListener("abort", abort));
  } catch (error) {
    return Promise.reject(error);
  }
}

interface Waiter {
  readonly events: number;
  readonly background: boolean;
  readonly resolve: (events: number) => void;
}

/** A descriptor under watch; its events come back with the token. */
interface Watched {
  readonly fd: Fd;
  readonly token: number;
  readonly waiters: Set<Waiter>;
  registered: boolean;
}

class Watchers {
  readonly #epoll: Epoll;
  readonly #thread = new Worker(READY_THREAD);
  readonly #byFd = new Map<Fd, Watched>();
  readonly #byToken = new Map<number, Watched>();
  #lastToken = 0;
  #foreground = 0;

  /** @throws {SystemError} EMFILE, ENFILE: another time there may be room */
  static start(): Watchers {
    using stack = new DisposableStack();
    const epoll = stack.use(new Epoll());
    makeSureOfRoom();
    const started = new Watchers(epoll);
    stack.move();
    return started;
  }

  private constructor(epoll: Epoll) {
    this.#epoll = epoll;
    this.#thread.onmessage = ({ data }: MessageEvent<Readiness>) => {
      for (const { token, events } of data) this.#wake(token, events);
    };
    this.#thread.postMessage(this.#epoll.number);
    this.#keepAlive();
  }

  /** @returns what ends the wait; undefined for an ordinary file, which epoll refuses */
  wait(fd: Fd, waiter: Waiter): (() => void) | undefined {
    const watched = this.#byFd.get(fd) ?? this.#enter(fd);
    this.#add(watched, waiter);
    const end = (): void => {
      this.#remove(watched, waiter);
      this.#arm(watched);
    };
    try {
      this.#arm(watched);
      return end;
    } catch (error) {
      end();
      if (error instanceof SystemError && error.errno === EPERM) return undefined;
      throw error;
    }
  }

  #enter(fd: Fd): Watched {
    const watched: Watched = { fd, token: ++this.#lastToken, waiters: new Set(), registered: false };
    this.#byFd.set(fd, watched);
    this.#byToken.set(watched.token, watched);
    return watched;
  }

  #wake(token: number, events: number): void {
    const watched = this.#byToken.get(token);
    if (watched === undefined) return;
    const over = (events & (EPOLLERR | EPOLLHUP)) !== 0;
    for (const waiter of watched.waiters) {
      if (!over && (waiter.events & events) === 0) continue;
      this.#remove(watched, waiter);
      waiter.resolve(events);
    }
    this.#arm(watched);
  }

  /** Tells the kernel what is waited for now: each event is reported once, and then has to be asked for again. */
  #arm(watched: Watched): void {
    const { fd, token, waiters, registered } = watched;
    let events = EPOLLONESHOT;
    for (const waiter of waiters) events |= waiter.events;
    if (waiters.size === 0) {
      if (registered && !fd.closed) this.#epoll.remove(fd);
      this.#byFd.delete(fd);
      this.#byToken.delete(token);
    } else if (registered) {
      this.#epoll.modify(fd, events, token);
    } else {
      this.#epoll.add(fd, events, token);
      watched.registered = true;
    }
  }

  #add(watched: Watched, waiter: Waiter): void {
    watched.waiters.add(waiter);
    if (!waiter.background) this.#foreground += 1;
    this.#keepAlive();
  }

  #remove(watched: Watched, waiter: Waiter): void {
    if (!watched.waiters.delete(waiter)) return;
    if (!waiter.background) this.#foreground -= 1;
    this.#keepAlive();
  }

  // A thread that nobody waits for must not keep the program from its end.
  #keepAlive(): void {
    if (this.#foreground > 0) this.#thread.ref();
    else this.#thread.unref();
  }
}

/** @throws {SystemError} EMFILE, ENFILE when a thread would not have the descriptors that it needs */
function makeSureOfRoom(): void {
  using room = new DisposableStack();
  for (let count = 0; count < FOR_A_THREAD; count++) room.use(new Epoll());
}

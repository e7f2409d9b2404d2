// epoll(7): which descriptors are ready.
import { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, O_CLOEXEC } from "./constants.ts";
import { check, EINTR, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { EpollEvent } from "./layouts.ts";
import { libc } from "./libc.ts";

const BATCH = 64;

/** An epoll instance. Descriptors are registered under tokens of the caller's choice, which come back with events. */
export class Epoll implements Disposable {
  readonly #fd: Fd;
  readonly #event = EpollEvent.create();
  readonly #batch = new Uint8Array(new ArrayBuffer(EpollEvent.size * BATCH));
  readonly #view = new DataView(this.#batch.buffer);

  /** @param fd an instance that is there already; without it, a new one @throws {SystemError} EMFILE, ENFILE */
  constructor(fd?: Fd) {
    this.#fd = fd ?? new Fd(check(libc.epoll_create1(O_CLOEXEC), "epoll_create1"));
  }

  /** The instance's own number, for another thread: descriptors belong to all threads of a process. */
  get number(): number {
    return this.#fd.number;
  }

  /** @param events EPOLL… bits @param token a 32-bit number @throws {SystemError} EPERM for an ordinary file */
  add(fd: Fd, events: number, token: number): void {
    this.#control(EPOLL_CTL_ADD, fd, events, token);
  }

  modify(fd: Fd, events: number, token: number): void {
    this.#control(EPOLL_CTL_MOD, fd, events, token);
  }

  remove(fd: Fd): void {
    this.#control(EPOLL_CTL_DEL, fd, 0, 0);
  }

  /**
   * Blocks until something is ready and hands every event to `receive`.
   *
   * @param timeout milliseconds; -1 waits for ever
   * @returns the number of events; 0 after the timeout
   */
  wait(timeout: number, receive: (token: number, events: number) => void): number {
    const count = libc.epoll_wait(this.#fd.number, this.#batch, BATCH, timeout);
    if (count < 0) {
      if (errno() === EINTR) return 0;
      throw new SystemError("epoll_wait", errno());
    }
    for (let index = 0; index < count; index++) {
      const at = index * EpollEvent.size;
      const events = this.#view.getUint32(at + EpollEvent.offsets.events, true);
      receive(this.#view.getUint32(at + EpollEvent.offsets.data, true), events);
    }
    return count;
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }

  #control(operation: number, fd: Fd, events: number, token: number): void {
    this.#event.set("events", events).set("data", token);
    check(libc.epoll_ctl(this.#fd.number, operation, fd.number, this.#event.bytes), "epoll_ctl");
  }
}

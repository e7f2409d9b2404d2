// Connecting a socket of the container's namespace for a client that has been accepted.

import { CONNECTED, connectNow } from "../../../ffi/connect.ts";
import { EPOLLOUT } from "../../../ffi/constants.ts";
import { EALREADY, EINPROGRESS, ETIMEDOUT } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import type { InetSockaddr } from "../../../ffi/inet-address.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { after, type Timer } from "../../reactor/timer.ts";

/**
 * Milliseconds between attempts, as long as Podman's forwarder tries: a container that has just been started may not
 * listen yet.
 */
const PAUSES: readonly number[] = [5, 10, 15, 20, 25, 30, 35, 40];

/**
 * Connects if that takes no time, as it does within a machine: the peer's answer has been processed when connect(2)
 * returns, and the second call sees it.
 *
 * @returns as `connectNow`: `CONNECTED`, EALREADY when it takes longer, or why it failed
 */
export function connectAtOnce(socket: Fd, address: InetSockaddr): number {
  const result = connectNow(socket, address);
  return result === EINPROGRESS ? connectNow(socket, address) : result;
}

export interface SlowDial {
  readonly reactor: Reactor;
  readonly client: Fd;
  readonly socket: Fd;
  /** Asked for every attempt: it may change. */
  readonly address: () => InetSockaddr;
  /** What `connectAtOnce` has returned. */
  readonly result: number;
  /** Given both sockets back. @param connected otherwise both are to be closed */
  readonly done: (connected: boolean) => void;
}

/** Waits for a connection, and tries again for a while when it is refused; ends early when the client gives up. */
export function dialSlowly(options: SlowDial): void {
  new Dial(options).goOn(options.result);
}

class Dial {
  readonly #options: SlowDial;
  readonly #client: Watch;
  #attempts = 0;
  #socket: Watch | undefined;
  #timer: Timer | undefined;

  constructor(options: SlowDial) {
    this.#options = options;
    // Errors and hang-ups only: what the client sends meanwhile waits in its socket.
    this.#client = options.reactor.watch(options.client, 0, () => this.#end(false));
  }

  goOn(result: number): void {
    if (result === CONNECTED) this.#end(true);
    else if (result === EALREADY || result === EINPROGRESS) this.#awaitAnswer();
    else this.#tryAgain(result);
  }

  #awaitAnswer(): void {
    const { reactor, socket, address } = this.#options;
    this.#socket ??= reactor.watch(socket, EPOLLOUT, () => this.goOn(connectNow(socket, address())));
  }

  #tryAgain(error: number): void {
    this.#socket?.[Symbol.dispose]();
    this.#socket = undefined;
    const pause = PAUSES[this.#attempts++];
    // A timeout was long enough already.
    if (pause === undefined || error === ETIMEDOUT) {
      this.#end(false);
      return;
    }
    const { reactor, socket, address } = this.#options;
    this.#timer = after(reactor, pause, () => this.goOn(connectAtOnce(socket, address())));
  }

  #end(connected: boolean): void {
    this.#client[Symbol.dispose]();
    this.#socket?.[Symbol.dispose]();
    this.#timer?.[Symbol.dispose]();
    this.#options.done(connected);
  }
}

// One TCP port of the host: accepts clients and connects each with the container.

import { CONNECTED } from "../../../ffi/connect.ts";
import { EPOLLIN } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { InetSockaddr } from "../../../ffi/inet-address.ts";
import { acceptInet } from "../../../ffi/inet-socket.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { after } from "../../reactor/timer.ts";
import { Connection } from "./connection.ts";
import type { PortCounters } from "./counters.ts";
import { connectAtOnce, dialSlowly } from "./dial.ts";
import type { Means } from "./direction.ts";
import type { SocketPool } from "./socket-pool.ts";
import type { SocketSupply } from "./socket-supply.ts";
import type { Target } from "./target.ts";

/** Clients accepted in one turn; the others have to wait for connections that have something to say. */
const ACCEPTED_AT_ONCE = 16;
/** Milliseconds until it accepts again after the limit of open files: the whole machine's tells nobody when it can. */
const ACCEPT_AGAIN = 100;

export interface TcpPortOptions {
  readonly reactor: Reactor;
  /** Owned from now on. */
  readonly listener: Fd;
  readonly supply: SocketSupply;
  readonly target: Target;
  readonly means: Means;
  readonly counters: PortCounters;
}

export class TcpPort implements Disposable {
  readonly #options: TcpPortOptions;
  readonly #watch: Watch;
  readonly #peer = new InetSockaddr();

  constructor(options: TcpPortOptions) {
    this.#options = options;
    this.#watch = options.reactor.watch(options.listener, EPOLLIN, () => this.#accept());
  }

  /** Takes no more clients; connections go on. */
  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    this.#options.listener.close();
  }

  #accept(): void {
    const pool = this.#pool();
    for (let left = ACCEPTED_AT_ONCE; left > 0; left--) {
      if (pool.available === 0) {
        this.#pause();
        pool.whenFilled(() => this.#resume());
        return;
      }
      const client = this.#next();
      if (client === undefined) return;
      this.#connect(client, pool);
    }
  }

  #next(): Fd | undefined {
    try {
      return acceptInet(this.#options.listener, this.#peer);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      // EMFILE and its like: the client stays in the kernel's queue, and would be reported all the time.
      this.#pause();
      after(this.#options.reactor, ACCEPT_AGAIN, () => this.#resume());
      return undefined;
    }
  }

  #connect(client: Fd, pool: SocketPool): void {
    const socket = pool.take();
    if (socket === undefined) {
      client.close();
      return;
    }
    const { reactor, target, counters } = this.#options;
    counters.accepted++;
    counters.active++;
    const near = this.#peer.isLoopback;
    const address = (): InetSockaddr => target.address(counters.containerPort);
    const result = connectAtOnce(socket, address());
    if (result === CONNECTED) {
      this.#forward(client, socket, near);
      return;
    }
    const done = (connected: boolean): void =>
      connected ? this.#forward(client, socket, near) : this.#refuse(client, socket);
    dialSlowly({ reactor, client, socket, address, result, done });
  }

  #forward(client: Fd, server: Fd, near: boolean): void {
    const { reactor, means, counters } = this.#options;
    const { up, down } = counters;
    new Connection({ reactor, client, server, near, means, up, down, ended: this.#ended });
  }

  #refuse(client: Fd, socket: Fd): void {
    client.close();
    socket.close();
    this.#options.counters.active--;
    this.#options.counters.refused++;
  }

  readonly #ended = (reset: boolean): void => {
    this.#options.counters.active--;
    if (reset) this.#options.counters.reset++;
  };

  #pool(): SocketPool {
    return this.#options.supply.pool({ family: this.#options.target.family, transport: "tcp" });
  }

  #pause(): void {
    this.#watch.wait(0);
  }

  #resume(): void {
    if (!this.#options.listener.closed) this.#watch.wait(EPOLLIN);
  }
}

// One UDP port of the host: tells clients apart by their address and gives each a flow.
import { EPOLLIN } from "../../../ffi/constants.ts";
import type { DatagramBatch } from "../../../ffi/datagrams.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { InetSockaddr } from "../../../ffi/inet-address.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import { every, type Timer } from "../../reactor/timer.ts";
import type { PortCounters } from "./counters.ts";
import type { SocketPool } from "./socket-pool.ts";
import type { SocketSupply } from "./socket-supply.ts";
import type { Target } from "./target.ts";
import { UdpFlow } from "./udp-flow.ts";

/** Milliseconds between looks for idle flows; nothing happens to a flow that could tell of it. */
const LOOK = 15_000;
/** A flow ends after 90 s without a datagram, as Podman's do. */
const MOST_IDLE = 6;
/** Addresses of clients are easily made up; beyond this many flows the idlest has to go. */
const MOST_FLOWS = 1024;

export interface UdpPortOptions {
  readonly reactor: Reactor;
  /** Owned from now on. */
  readonly socket: Fd;
  readonly supply: SocketSupply;
  readonly target: Target;
  readonly batch: DatagramBatch;
  readonly counters: PortCounters;
}

export class UdpPort implements Disposable {
  readonly #options: UdpPortOptions;
  readonly #watch: Watch;
  readonly #flows = new Map<number | string, UdpFlow>();
  #looks: Timer | undefined;

  constructor(options: UdpPortOptions) {
    this.#options = options;
    this.#watch = options.reactor.watch(options.socket, EPOLLIN, () => this.#receive());
  }

  /** The container has another address: the next datagram of every client goes there. */
  forgetFlows(): void {
    for (const key of this.#flows.keys()) this.#end(key);
  }

  [Symbol.dispose](): void {
    this.forgetFlows();
    this.#watch[Symbol.dispose]();
    this.#options.socket.close();
  }

  #receive(): void {
    const { batch, socket, supply, target } = this.#options;
    const pool = supply.pool({ family: target.family, transport: "udp" });
    if (pool.available === 0) {
      this.#watch.wait(0);
      pool.whenFilled(() => this.#resume());
      return;
    }
    // Each of them may be a new client's.
    const count = this.#take(batch, socket, pool.available);
    for (let first = 0; first < count; ) {
      const sender = batch.senderOf(first);
      let next = first + 1;
      while (next < count && batch.senderOf(next) === sender) next++;
      const flow = this.#flows.get(sender) ?? this.#open(sender, first, pool);
      flow?.forward(first, next - first);
      first = next;
    }
  }

  #take(batch: DatagramBatch, socket: Fd, most: number): number {
    try {
      return batch.receive(socket, most);
    } catch (error) {
      // An answer that its client did not take (ICMP): that client's affair.
      if (error instanceof SystemError) return 0;
      throw error;
    }
  }

  #open(sender: number | string, index: number, pool: SocketPool): UdpFlow | undefined {
    const { reactor, socket: listener, target, batch, counters } = this.#options;
    if (this.#flows.size >= MOST_FLOWS) this.#endIdlest();
    const socket = pool.take();
    if (socket === undefined) return undefined;
    const client = new InetSockaddr();
    batch.copySender(index, client);
    const server = target.address(counters.containerPort);
    const flow = new UdpFlow({ reactor, listener, client, socket, server, batch, counters });
    this.#flows.set(sender, flow);
    this.#looks ??= every(reactor, LOOK, () => this.#look());
    counters.accepted++;
    counters.active++;
    return flow;
  }

  #look(): void {
    for (const [key, flow] of this.#flows) if (++flow.idle >= MOST_IDLE) this.#end(key);
  }

  #endIdlest(): void {
    let idlest: number | string | undefined;
    let most = -1;
    for (const [key, { idle }] of this.#flows) {
      if (idle > most) [idlest, most] = [key, idle];
    }
    if (idlest !== undefined) this.#end(idlest);
  }

  #end(key: number | string): void {
    this.#flows.get(key)?.[Symbol.dispose]();
    this.#flows.delete(key);
    this.#options.counters.active--;
    if (this.#flows.size > 0) return;
    this.#looks?.[Symbol.dispose]();
    this.#looks = undefined;
  }

  #resume(): void {
    if (!this.#options.socket.closed) this.#watch.wait(EPOLLIN);
  }
}

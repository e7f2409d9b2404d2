// The parent's side of the child: orders sockets from it, hands them to pools, and notices when it is gone.
import { EPOLLIN } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import { type Fd, setNonBlocking } from "../../../ffi/fd.ts";
import { NOT_READY } from "../../../ffi/io.ts";
import { type ReceivedMessage, receiveWithFds } from "../../../ffi/pass-fd.ts";
import { send } from "../../../ffi/socket.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import { after } from "../../reactor/timer.ts";
import { SocketPool, type StockLimits } from "./socket-pool.ts";
import {
  decodeSupplyMessage,
  encodeSupplyMessage,
  MOST_SOCKETS,
  type SocketKind,
  SUPPLY_MESSAGE_SIZE,
} from "./supply-message.ts";

/** Milliseconds until sockets are asked for again that could not be made or received: nothing tells when they can. */
const ASK_AGAIN = 100;

const LIMITS: Readonly<Record<SocketKind["transport"], StockLimits>> = {
  tcp: { first: 16, most: MOST_SOCKETS },
  udp: { first: 16, most: 64 },
};

/** Pools of the sockets that a child makes. */
export class SocketSupply implements Disposable {
  readonly #reactor: Reactor;
  readonly #channel: Fd;
  readonly #lost: (reason: string) => void;
  readonly #watch: Disposable;
  readonly #pools = new Map<string, SocketPool>();

  /**
   * @param channel to a child that is in the namespace already; owned from now on
   * @param lost called when the child is gone
   */
  constructor(reactor: Reactor, channel: Fd, lost: (reason: string) => void) {
    this.#reactor = reactor;
    this.#channel = channel;
    this.#lost = lost;
    setNonBlocking(channel);
    this.#watch = reactor.watchOwned(channel, EPOLLIN, () => this.#receive());
  }

  /** The pool of a kind of sockets; orders the first ones when it is new. */
  pool(kind: SocketKind): SocketPool {
    const order = (count: number): boolean => this.#order(kind, count);
    return this.#pools.getOrInsertComputed(keyOf(kind), () => new SocketPool(order, LIMITS[kind.transport]));
  }

  [Symbol.dispose](): void {
    for (const pool of this.#pools.values()) pool[Symbol.dispose]();
    this.#watch[Symbol.dispose]();
  }

  #order(kind: SocketKind, count: number): boolean {
    if (this.#channel.closed) return false;
    try {
      return send(this.#channel, encodeSupplyMessage({ ...kind, count, errno: 0 })) !== NOT_READY;
    } catch (error) {
      // A child that is gone is noticed by its silence.
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  #receive(): void {
    const message = this.#nextMessage();
    if (message === undefined) return;
    if (message === "gone" || message.bytes.length === 0) {
      this.#watch[Symbol.dispose]();
      this.#lost("its process in the container's namespace has ended");
      return;
    }
    const { family, transport } = decodeSupplyMessage(message.bytes);
    this.#deliver(this.pool({ family, transport }), message.fds);
  }

  /** Sockets that do not fit into our table of open files are lost; there are fewer of them the next time. */
  #nextMessage(): ReceivedMessage | "gone" | undefined {
    try {
      return receiveWithFds(this.#channel, SUPPLY_MESSAGE_SIZE);
    } catch (error) {
      // ECONNRESET: it has ended without reading our last order.
      if (error instanceof SystemError) return "gone";
      for (const pool of this.#pools.values()) this.#deliver(pool, []);
      return undefined;
    }
  }

  #deliver(pool: SocketPool, sockets: readonly Fd[]): void {
    pool.deliver(sockets);
    if (sockets.length === 0) after(this.#reactor, ASK_AGAIN, () => pool.refill());
  }
}

function keyOf({ family, transport }: SocketKind): string {
  return `${transport} ${family}`;
}

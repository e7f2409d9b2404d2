// Stands in for the forwarder's child in unit tests: makes its sockets in this namespace.
import { SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { inetSocket } from "../../../../../ffi/inet-socket.ts";
import { receiveWithFds, sendWithFds } from "../../../../../ffi/pass-fd.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { SocketSupply } from "../../../../../src/network/port/socket-supply.ts";
import {
  decodeSupplyMessage,
  encodeSupplyMessage,
  SUPPLY_MESSAGE_SIZE,
  type SupplyMessage,
} from "../../../../../src/network/port/supply-message.ts";
import type { Reactor } from "../../../../../src/reactor/reactor.ts";

export class FakeSupply implements Disposable {
  readonly supply: SocketSupply;
  readonly losses: string[] = [];
  readonly #childEnd: Fd;

  constructor(reactor: Reactor) {
    const [channel, childEnd] = socketPair(SOCK_SEQPACKET | SOCK_NONBLOCK);
    this.#childEnd = childEnd;
    this.supply = new SocketSupply(reactor, channel, (reason) => void this.losses.push(reason));
  }

  /** Answers the orders that have come. @param most sockets for each @returns what was ordered */
  answer(most = Number.POSITIVE_INFINITY): SupplyMessage[] {
    const orders: SupplyMessage[] = [];
    for (;;) {
      const message = receiveWithFds(this.#childEnd, SUPPLY_MESSAGE_SIZE);
      if (message === undefined || message.bytes.length === 0) return orders;
      const order = decodeSupplyMessage(message.bytes);
      orders.push(order);
      const count = Math.min(most, order.count);
      const sockets = Array.from({ length: count }, () => inetSocket(order.family, order.transport, SOCK_NONBLOCK));
      sendWithFds(this.#childEnd, encodeSupplyMessage({ ...order, count }), sockets);
      for (const socket of sockets) socket.close();
    }
  }

  /** As if the child had ended. */
  hangUp(): void {
    this.#childEnd.close();
  }

  [Symbol.dispose](): void {
    this.supply[Symbol.dispose]();
    this.#childEnd.close();
  }
}

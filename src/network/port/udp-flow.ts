// The datagrams of one client: a socket of its own in the container's namespace, so that answers find their way.

import { connectNow } from "../../../ffi/connect.ts";
import { EPOLLIN } from "../../../ffi/constants.ts";
import type { DatagramBatch } from "../../../ffi/datagrams.ts";
import { ECONNREFUSED, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import type { InetSockaddr } from "../../../ffi/inet-address.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import type { PortCounters } from "./counters.ts";

export interface UdpFlowOptions {
  readonly reactor: Reactor;
  /** Where answers are sent from. */
  readonly listener: Fd;
  readonly client: InetSockaddr;
  /** Owned from now on. */
  readonly socket: Fd;
  readonly server: InetSockaddr;
  /** Shared by all flows: what is in it is of no use after a turn. */
  readonly batch: DatagramBatch;
  readonly counters: PortCounters;
}

export class UdpFlow implements Disposable {
  /** How often the owner has looked for idle flows since the last datagram of either side. */
  idle = 0;
  readonly #options: UdpFlowOptions;
  readonly #watch: Disposable;

  constructor(options: UdpFlowOptions) {
    this.#options = options;
    // Where there is no route, what is sent is lost, as on any network; there may be one for the next flow.
    connectNow(options.socket, options.server);
    this.#watch = options.reactor.watchOwned(options.socket, EPOLLIN, () => this.#answer());
  }

  /** Sends datagrams of the batch to the container. */
  forward(first: number, count: number): void {
    const { socket, batch, counters } = this.#options;
    this.idle = 0;
    pass(batch, { from: first, to: first + count }, socket);
    counters.up.bytes += bytesOf(batch, first, count);
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }

  #answer(): void {
    const { socket, batch, listener, client, counters } = this.#options;
    const count = receive(batch, socket);
    if (count === 0) return;
    this.idle = 0;
    pass(batch, { from: 0, to: count }, listener, client);
    counters.down.bytes += bytesOf(batch, 0, count);
  }
}

/** A container that does not listen says so by an error on the next call, and nobody is to be told. */
function receive(batch: DatagramBatch, socket: Fd): number {
  try {
    return batch.receive(socket);
  } catch (error) {
    if (error instanceof SystemError) return 0;
    throw error;
  }
}

/** A datagram that cannot be sent, or not now, is lost: UDP promises nothing, and waiting would delay the others. */
function pass(
  batch: DatagramBatch,
  range: { readonly from: number; readonly to: number },
  socket: Fd,
  address?: InetSockaddr,
): void {
  for (let at = range.from; at < range.to; ) {
    at += Math.max(1, send(batch, at, range.to - at, socket, address));
  }
}

function send(batch: DatagramBatch, first: number, count: number, socket: Fd, address?: InetSockaddr): number {
  try {
    return batch.send(socket, first, count, address);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    // That was about a datagram before this one, and is forgotten now.
    return error.errno === ECONNREFUSED ? sendAgain(batch, first, count, socket, address) : 0;
  }
}

function sendAgain(batch: DatagramBatch, first: number, count: number, socket: Fd, address?: InetSockaddr): number {
  try {
    return batch.send(socket, first, count, address);
  } catch (error) {
    if (error instanceof SystemError) return 0;
    throw error;
  }
}

function bytesOf(batch: DatagramBatch, first: number, count: number): number {
  let bytes = 0;
  for (let index = first; index < first + count; index++) bytes += batch.lengthOf(index);
  return bytes;
}

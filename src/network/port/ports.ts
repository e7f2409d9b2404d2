// All ports of a forwarder: opened together or not at all.

import { DatagramBatch } from "../../../ffi/datagrams.ts";
import type { Fd } from "../../../ffi/fd.ts";
import type { ForwardedPorts } from "../../protocol/port-forwarder-config.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import type { BulkTraffic } from "./bulk-traffic.ts";
import { PortCounters } from "./counters.ts";
import { COPY_SIZE, type Means } from "./direction.ts";
import { openListener } from "./open-listener.ts";
import { PipePool } from "./pipe-pool.ts";
import type { SocketSupply } from "./socket-supply.ts";
import type { Target } from "./target.ts";
import { TcpPort } from "./tcp-port.ts";
import { UdpPort } from "./udp-port.ts";

/** Datagrams that one system call takes. */
const BATCH = 32;

/** A socket of the host's, and what it is for. */
export interface OpenPort {
  readonly socket: Fd;
  readonly transport: "tcp" | "udp";
  readonly counters: PortCounters;
}

/** @throws {NetworkError} when one of them cannot be opened: none is, then */
export function openPorts(mappings: readonly ForwardedPorts[]): readonly OpenPort[] {
  using held = new DisposableStack();
  const ports = mappings.flatMap((mapping) =>
    Array.from({ length: mapping.range }, (_, index) => {
      const port = openPort(mapping, index);
      held.use(port.socket);
      return port;
    }),
  );
  held.move();
  return ports;
}

export interface ForwardOptions {
  readonly reactor: Reactor;
  readonly supply: SocketSupply;
  readonly target: Target;
  /** Told of everything that is much. */
  readonly bulk: BulkTraffic;
}

/** Forwards from now on. */
export class Ports implements Disposable {
  readonly #held = new DisposableStack();
  readonly #udp: UdpPort[] = [];
  readonly #target: Target;

  constructor(opened: readonly OpenPort[], { reactor, supply, target, bulk }: ForwardOptions) {
    this.#target = target;
    const buffer = new Uint8Array(new ArrayBuffer(COPY_SIZE));
    const means: Means = { pipes: this.#held.use(new PipePool()), buffer, bulk };
    const batch = opened.some(({ transport }) => transport === "udp") ? new DatagramBatch(BATCH) : undefined;
    for (const { socket, transport, counters } of opened) {
      // So that the first client need not wait.
      supply.pool({ family: target.family, transport });
      const common = { reactor, supply, target, counters };
      if (transport === "tcp") this.#held.use(new TcpPort({ ...common, listener: socket, means }));
      else if (batch !== undefined) this.#udp.push(this.#held.use(new UdpPort({ ...common, socket, batch })));
    }
  }

  /**
   * Goes to another address from now on: connections stay, but nobody could tell an old flow of datagrams from a new one.
   *
   * @throws {ValidationError} for what is no address: nothing changes
   */
  retarget(ip: string): void {
    this.#target.change(ip);
    for (const port of this.#udp) port.forgetFlows();
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}

function openPort({ protocol, hostIp, hostPort, containerPort }: ForwardedPorts, index: number): OpenPort {
  const [host, container] = [hostPort + index, containerPort + index];
  return {
    socket: openListener({ protocol, ip: hostIp, port: host }),
    transport: protocol.startsWith("tcp") ? "tcp" : "udp",
    counters: new PortCounters(protocol, hostIp, host, container),
  };
}

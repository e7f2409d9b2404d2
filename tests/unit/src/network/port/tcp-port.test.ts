// Checks that clients are accepted, connected, refused, and made to wait.
import { expect, test } from "bun:test";
import { AF_INET } from "../../../../../ffi/constants.ts";
import { type Fd, setNonBlocking } from "../../../../../ffi/fd.ts";
import type { InetAddress } from "../../../../../ffi/inet-address.ts";
import { acceptInet, connectInet, inetSocket, localAddress } from "../../../../../ffi/inet-socket.ts";
import { read, write } from "../../../../../ffi/io.ts";
import { BulkTraffic } from "../../../../../src/network/port/bulk-traffic.ts";
import { PortCounters } from "../../../../../src/network/port/counters.ts";
import { COPY_SIZE } from "../../../../../src/network/port/direction.ts";
import { openListener } from "../../../../../src/network/port/open-listener.ts";
import { PipePool } from "../../../../../src/network/port/pipe-pool.ts";
import { Target } from "../../../../../src/network/port/target.ts";
import { TcpPort } from "../../../../../src/network/port/tcp-port.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { runUntil, settle } from "../../turning.ts";
import { FakeSupply } from "./fake-supply.ts";
import { deafAddress, listener } from "./loopback.ts";

const buffer = new Uint8Array(new ArrayBuffer(100));

class Setup implements Disposable {
  readonly reactor = new Reactor();
  readonly fake: FakeSupply;
  readonly counters: PortCounters;
  readonly #address: InetAddress;
  readonly #held = new DisposableStack();

  constructor(containerPort: number) {
    this.#held.use(this.reactor);
    this.fake = this.#held.use(new FakeSupply(this.reactor));
    this.counters = new PortCounters("tcp", "127.0.0.1", 0, containerPort);
    const socket = openListener({ protocol: "tcp", ip: "127.0.0.1", port: 0 });
    this.#address = localAddress(socket);
    const means = {
      pipes: this.#held.use(new PipePool()),
      buffer: new Uint8Array(new ArrayBuffer(COPY_SIZE)),
      bulk: new BulkTraffic(),
    };
    const { reactor, counters } = this;
    const target = new Target("");
    this.#held.use(new TcpPort({ reactor, listener: socket, supply: this.fake.supply, target, means, counters }));
  }

  connect(): Fd {
    const client = this.#held.use(inetSocket(AF_INET, "tcp"));
    connectInet(client, this.#address);
    setNonBlocking(client);
    return client;
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}

test("TcpPort connects a client with the container as soon as there are sockets", () => {
  const { socket, address } = listener();
  using container = socket;
  using setup = new Setup(address.port);
  const client = setup.connect();
  settle(setup.reactor);
  expect(setup.counters.accepted).toBe(0);
  setup.fake.answer();
  runUntil(setup.reactor, "the client to be accepted", () => setup.counters.active === 1);
  using accepted = acceptInet(container);
  if (accepted === undefined) throw new Error("nobody has connected");
  write(client, new TextEncoder().encode("hi"));
  settle(setup.reactor);
  expect(read(accepted, buffer)).toBe(2);
  client.close();
  accepted.close();
  runUntil(setup.reactor, "the end", () => setup.counters.active === 0);
  expect(setup.counters).toMatchObject({ accepted: 1, refused: 0, reset: 0, up: { bytes: 2 } });
});

test("TcpPort lets a client go that nobody in the container talks to", () => {
  using setup = new Setup(deafAddress().port);
  const client = setup.connect();
  settle(setup.reactor);
  setup.fake.answer();
  runUntil(setup.reactor, "the refusal", () => setup.counters.refused === 1);
  expect(read(client, buffer)).toBe(0);
  expect(setup.counters).toMatchObject({ accepted: 1, active: 0 });
});

// Checks flows of datagrams: one for each client, bounded in number, and gone with the address.
import { expect, test } from "bun:test";
import { AF_INET, SOCK_NONBLOCK } from "../../../../../ffi/constants.ts";
import { DatagramBatch } from "../../../../../ffi/datagrams.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { type InetAddress, InetSockaddr } from "../../../../../ffi/inet-address.ts";
import { bindInet, inetSocket, localAddress, receiveFrom, sendTo } from "../../../../../ffi/inet-socket.ts";
import { PortCounters } from "../../../../../src/network/port/counters.ts";
import { openListener } from "../../../../../src/network/port/open-listener.ts";
import { Target } from "../../../../../src/network/port/target.ts";
import { UdpPort } from "../../../../../src/network/port/udp-port.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { runUntil } from "../../turning.ts";
import { FakeSupply } from "./fake-supply.ts";

const buffer = new Uint8Array(new ArrayBuffer(100));

class Setup implements Disposable {
  readonly reactor = new Reactor();
  readonly container: Fd;
  readonly counters: PortCounters;
  readonly port: UdpPort;
  readonly address: InetAddress;
  readonly #fake: FakeSupply;
  readonly #held = new DisposableStack();

  constructor() {
    this.#held.use(this.reactor);
    this.container = this.client();
    this.#fake = this.#held.use(new FakeSupply(this.reactor));
    this.counters = new PortCounters("udp", "127.0.0.1", 0, localAddress(this.container).port);
    const socket = openListener({ protocol: "udp", ip: "127.0.0.1", port: 0 });
    this.address = localAddress(socket);
    const { reactor, counters } = this;
    const common = { supply: this.#fake.supply, target: new Target(""), batch: new DatagramBatch(8) };
    this.port = this.#held.use(new UdpPort({ reactor, socket, counters, ...common }));
  }

  client(): Fd {
    const socket = this.#held.use(inetSocket(AF_INET, "udp", SOCK_NONBLOCK));
    bindInet(socket, { ip: "127.0.0.1", port: 0 });
    return socket;
  }

  send(from: Fd, to: InetAddress, text: string): void {
    sendTo(from, InetSockaddr.of(to), new TextEncoder().encode(text));
  }

  receive(socket: Fd): { readonly text: string; readonly from: InetAddress } {
    const from = new InetSockaddr();
    const count = runUntil(this.reactor, "a datagram", () => {
      this.#fake.answer();
      const got = receiveFrom(socket, from, buffer);
      return got < 0 ? undefined : { length: got };
    });
    return { text: new TextDecoder().decode(buffer.subarray(0, count?.length)), from: from.address };
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}

test("UdpPort gives each client a flow, and brings answers back", () => {
  using setup = new Setup();
  const [one, two] = [setup.client(), setup.client()];
  setup.send(one, setup.address, "one");
  const first = setup.receive(setup.container);
  setup.send(two, setup.address, "two");
  const second = setup.receive(setup.container);
  expect([first.text, second.text]).toEqual(["one", "two"]);
  setup.send(setup.container, first.from, "for one");
  setup.send(setup.container, second.from, "for two");
  expect(setup.receive(two)).toEqual({ text: "for two", from: setup.address });
  expect(setup.receive(one)).toEqual({ text: "for one", from: setup.address });
  expect(setup.counters).toMatchObject({ accepted: 2, active: 2, up: { bytes: 6 }, down: { bytes: 14 } });
});

test("forgetFlows() ends all flows; a client's next datagram begins a new one", () => {
  using setup = new Setup();
  const client = setup.client();
  setup.send(client, setup.address, "a");
  setup.receive(setup.container);
  setup.port.forgetFlows();
  expect(setup.counters.active).toBe(0);
  setup.send(client, setup.address, "b");
  expect(setup.receive(setup.container).text).toBe("b");
  expect(setup.counters).toMatchObject({ accepted: 2, active: 1 });
});

test("UdpPort keeps no more than 1,024 flows", () => {
  using setup = new Setup();
  for (let index = 0; index < 1100; index++) {
    using client = inetSocket(AF_INET, "udp");
    bindInet(client, { ip: "127.0.0.1", port: 0 });
    setup.send(client, setup.address, `${index}`);
    expect(setup.receive(setup.container).text).toBe(`${index}`);
  }
  expect(setup.counters.active).toBeLessThanOrEqual(1024);
});

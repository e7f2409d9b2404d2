// Checks connecting to a container that listens, listens later, or never does.
import { expect, test } from "bun:test";
import { CONNECTED } from "../../../../../ffi/connect.ts";
import { AF_INET, SOCK_NONBLOCK } from "../../../../../ffi/constants.ts";
import { ECONNREFUSED } from "../../../../../ffi/errno.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { InetSockaddr } from "../../../../../ffi/inet-address.ts";
import { bindInet, inetSocket } from "../../../../../ffi/inet-socket.ts";
import { listen } from "../../../../../ffi/socket.ts";
import { resetOnClose } from "../../../../../ffi/socket-option.ts";
import { connectAtOnce, dialSlowly } from "../../../../../src/network/port/dial.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { after } from "../../../../../src/reactor/timer.ts";
import { runUntil } from "../../turning.ts";
import { connectedPair, deafAddress, listener } from "./loopback.ts";

test("connectAtOnce() connects to who listens, and says when nobody does", () => {
  const { socket, address } = listener();
  using _listener = socket;
  using one = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  using other = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  expect(connectAtOnce(one, InetSockaddr.of(address))).toBe(CONNECTED);
  expect(connectAtOnce(other, InetSockaddr.of(deafAddress()))).toBe(ECONNREFUSED);
});

/** Dials an address where nobody listens yet; `meanwhile` is called in the loop. */
function dial(meanwhile: (reactor: Reactor, address: ReturnType<typeof deafAddress>, client: Fd) => void): boolean[] {
  using reactor = new Reactor();
  const deaf = deafAddress();
  const address = InetSockaddr.of(deaf);
  using socket = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  const [client, accepted] = connectedPair();
  using _client = client;
  using _accepted = accepted;
  const outcomes: boolean[] = [];
  const done = (connected: boolean): void => void outcomes.push(connected);
  meanwhile(reactor, deaf, client);
  const result = connectAtOnce(socket, address);
  dialSlowly({ reactor, client: accepted, socket, address: () => address, result, done });
  runUntil(reactor, "an outcome", () => outcomes.length > 0);
  return outcomes;
}

test("dialSlowly() gives up after some attempts", () => {
  const before = performance.now();
  expect(dial(() => undefined)).toEqual([false]);
  expect(performance.now() - before).toBeGreaterThanOrEqual(180);
});

test("dialSlowly() connects when somebody listens in time", () => {
  using late = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  const listenLater = (reactor: Reactor, address: ReturnType<typeof deafAddress>): void => {
    after(reactor, 20, () => {
      bindInet(late, address);
      listen(late, 1);
    });
  };
  expect(dial(listenLater)).toEqual([true]);
});

test("dialSlowly() ends with a client that breaks off", () => {
  const before = performance.now();
  const leave = (reactor: Reactor, _: unknown, client: Fd): void => {
    after(reactor, 10, () => {
      resetOnClose(client);
      client.close();
    });
  };
  expect(dial(leave)).toEqual([false]);
  expect(performance.now() - before).toBeLessThan(150);
});

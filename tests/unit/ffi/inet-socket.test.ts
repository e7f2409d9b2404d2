// Checks TCP and UDP sockets, of both families, on the loopback interface.
import { expect, test } from "bun:test";
import {
  AF_INET,
  AF_INET6,
  F_GETFD,
  F_GETFL,
  FD_CLOEXEC,
  MSG_DONTWAIT,
  O_NONBLOCK,
  POLLIN,
  POLLOUT,
  SOCK_NONBLOCK,
} from "../../../ffi/constants.ts";
import { EADDRINUSE, EADDRNOTAVAIL, ECONNREFUSED, ENOTCONN, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { formatInetAddress, InetSockaddr } from "../../../ffi/inet-address.ts";
import * as inet from "../../../ffi/inet-socket.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { waitReady } from "../../../ffi/poll.ts";
import { listen, send } from "../../../ffi/socket.ts";
import { takeError } from "../../../ffi/socket-option.ts";
import { leftOpenBy } from "./leaks.ts";

const FAMILIES = [
  [AF_INET, "127.0.0.1"],
  [AF_INET6, "::1"],
] as const;

const buffer = new Uint8Array(new ArrayBuffer(64));

for (const [family, ip] of FAMILIES) {
  test(`TCP on ${ip}: listen, connect, accept, and who is who`, () => {
    using listener = listening(family, ip);
    const address = inet.localAddress(listener);
    expect(address.ip).toBe(ip);
    expect(address.port).toBeGreaterThan(0);
    expect(inet.acceptInet(listener)).toBeUndefined();

    using client = inet.inetSocket(family, "tcp");
    expect(() => inet.peerAddress(client)).toThrow(new SystemError("getpeername", ENOTCONN));
    expect(inet.connectInet(client, address)).toBe(true);
    expect(inet.peerAddress(client)).toEqual(address);
    const peer = new InetSockaddr();
    using accepted = taken(listener, peer);
    expect(peer.address).toEqual(inet.localAddress(client));
    expect(inet.peerAddress(accepted)).toEqual(peer.address);
    for (const [fd, nonblocking] of [
      [client, 0],
      [accepted, O_NONBLOCK],
    ] as const) {
      expect(libc.fcntl(fd.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
      expect(libc.fcntl(fd.number, F_GETFL, 0) & O_NONBLOCK).toBe(nonblocking);
    }
    expect(send(client, bytesOf("hello"))).toBe(5);
    expect(waitReady(accepted, POLLIN, 5_000)).toBe(true);
    expect(read(accepted, buffer)).toBe(5);
  });

  test(`UDP on ${ip}: datagrams, empty ones too, with their senders`, () => {
    using server = bound(family, "udp", ip);
    using client = bound(family, "udp", ip);
    const from = new InetSockaddr();
    expect(inet.receiveFrom(server, from, buffer, MSG_DONTWAIT)).toBe(NOT_READY);

    const to = InetSockaddr.of(inet.localAddress(server));
    expect(inet.sendTo(client, to, bytesOf("abc"))).toBe(3);
    expect(inet.sendTo(client, to, bytesOf(""))).toBe(0);
    expect(inet.sendTo(client, to, bytesOf("defg"), 2)).toBe(2);
    expect(inet.receiveFrom(server, from, buffer)).toBe(3);
    expect(from.address).toEqual(inet.localAddress(client));
    expect(from.key).toBe(InetSockaddr.of(inet.localAddress(client)).key);
    expect(inet.receiveFrom(server, from, buffer)).toBe(0);
    expect(inet.receiveFrom(server, from, buffer)).toBe(2);
    expect(inet.sendTo(server, from, bytesOf("answer"))).toBe(6);
    expect(inet.receiveFrom(client, from, buffer)).toBe(6);
    expect(from.address).toEqual(inet.localAddress(server));
  });
}

test("connectInet() does not wait where the socket does not", () => {
  using listener = listening(AF_INET, "127.0.0.1");
  using client = inet.inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  expect(inet.connectInet(client, inet.localAddress(listener))).toBe(false);
  expect(waitReady(client, POLLOUT, 5_000)).toBe(true);
  expect(takeError(client)).toBeUndefined();
});

test("connectInet() says that nobody listens, at once or by takeError()", () => {
  using vacant = bound(AF_INET, "tcp", "127.0.0.1");
  const address = inet.localAddress(vacant);
  using client = inet.inetSocket(AF_INET, "tcp");
  expect(() => inet.connectInet(client, address)).toThrow(
    new SystemError("connect", ECONNREFUSED, formatInetAddress(address)),
  );
  using patient = inet.inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  expect(inet.connectInet(patient, address)).toBe(false);
  expect(waitReady(patient, POLLOUT, 5_000)).toBe(true);
  expect(takeError(patient)).toEqual(new SystemError("connect", ECONNREFUSED));
});

test("inetSocket() keeps IPv6 out of IPv4: both can have one port", () => {
  using six = listening(AF_INET6, "::");
  const { port } = inet.localAddress(six);
  using four = inet.inetSocket(AF_INET, "tcp");
  inet.bindInet(four, { ip: "0.0.0.0", port });
  listen(four, 1);
  expect(inet.localAddress(four)).toEqual({ ip: "0.0.0.0", port });
});

test("bindInet() says which address and port it cannot have", () => {
  using first = bound(AF_INET, "udp", "127.0.0.1");
  const address = inet.localAddress(first);
  using second = inet.inetSocket(AF_INET, "udp");
  expect(() => inet.bindInet(second, address)).toThrow(
    new SystemError("bind", EADDRINUSE, `127.0.0.1:${address.port}`),
  );
  // Addresses for documentation belong to nobody: RFC 5737, RFC 3849
  expect(() => inet.bindInet(second, { ip: "192.0.2.1", port: 9 })).toThrow(
    new SystemError("bind", EADDRNOTAVAIL, "192.0.2.1:9"),
  );
  using six = inet.inetSocket(AF_INET6, "udp");
  expect(() => inet.bindInet(six, { ip: "2001:db8::1", port: 9 })).toThrow("EADDRNOTAVAIL");
});

test("inetSocket() makes SCTP sockets, or says that this kernel has none", () => {
  for (const [family] of FAMILIES) {
    try {
      inet.inetSocket(family, "sctp").close();
    } catch (error) {
      expect(error).toBeInstanceOf(SystemError);
      expect(String(error)).toContain('socket "sctp": EPROTONOSUPPORT');
    }
  }
});

test("a failure leaves no descriptor open", () => {
  using taken = listening(AF_INET, "127.0.0.1");
  const address = inet.localAddress(taken);
  const attempt = (): void => {
    using socket = inet.inetSocket(AF_INET, "tcp");
    expect(() => inet.bindInet(socket, address)).toThrow(SystemError);
    expect(() => inet.bindInet(socket, { ip: "nonsense", port: 0 })).toThrow("EINVAL");
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

function bound(family: typeof AF_INET | typeof AF_INET6, transport: inet.Transport, ip: string): Fd {
  const socket = inet.inetSocket(family, transport);
  inet.bindInet(socket, { ip, port: 0 });
  return socket;
}

function listening(family: typeof AF_INET | typeof AF_INET6, ip: string): Fd {
  const socket = inet.inetSocket(family, "tcp", SOCK_NONBLOCK);
  inet.bindInet(socket, { ip, port: 0 });
  listen(socket, 8);
  return socket;
}

function taken(listener: Fd, peer: InetSockaddr): Fd {
  expect(waitReady(listener, POLLIN, 5_000)).toBe(true);
  const accepted = inet.acceptInet(listener, peer);
  if (accepted === undefined) throw new Error("nobody is there to be accepted");
  return accepted;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(text.length));
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}

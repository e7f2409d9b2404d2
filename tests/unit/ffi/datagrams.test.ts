// Checks many datagrams at once: their bytes, their senders, and struct mmsghdr against the C compiler.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6 } from "../../../ffi/constants.ts";
import { DatagramBatch, MMSGHDR_SIZE } from "../../../ffi/datagrams.ts";
import { EMSGSIZE, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { InetSockaddr } from "../../../ffi/inet-address.ts";
import { bindInet, inetSocket, localAddress, receiveFrom, sendTo } from "../../../ffi/inet-socket.ts";
import { Msghdr } from "../../../ffi/layouts.ts";
import { setDualStack } from "../../../ffi/socket-option.ts";
import { valuesInC } from "./c-program.ts";

test("struct mmsghdr is laid out as in C", () => {
  const expected = valuesInC(["sys/socket.h"], ["sizeof(struct mmsghdr)", "offsetof(struct mmsghdr, msg_len)"]);
  expect([MMSGHDR_SIZE, Msghdr.size]).toEqual(expected);
});

test("receive() takes no more than it is asked for, and nothing when nothing waits", () => {
  using one = bound();
  using other = bound();
  const batch = new DatagramBatch(4);
  expect(batch.receive(one)).toBe(0);
  for (let index = 0; index < 6; index++) sendText(other, one, `${index}`);
  expect(batch.receive(one, 1)).toBe(1);
  expect(batch.receive(one)).toBe(4);
  expect(batch.receive(one)).toBe(1);
});

test("send() passes datagrams on as they are, empty ones too, to an address or a peer", () => {
  using from = bound();
  using through = bound();
  using to = bound();
  const batch = new DatagramBatch(8);
  for (const text of ["first", "", "third"]) sendText(from, through, text);
  expect(batch.receive(through)).toBe(3);
  expect([0, 1, 2].map((index) => batch.lengthOf(index))).toEqual([5, 0, 5]);
  expect(batch.send(through, 1, 2, InetSockaddr.of(localAddress(to)))).toBe(2);
  expect([textFrom(to), textFrom(to)]).toEqual(["", "third"]);
});

test("senderOf() tells senders apart, and copySender() gives an address to answer to", () => {
  using hub = inetSocket(AF_INET6, "udp");
  setDualStack(hub);
  bindInet(hub, { ip: "::", port: 0 });
  const { port } = localAddress(hub);
  using first = bound();
  using second = bound();
  using six = bound("::1");
  for (const [socket, ip] of [
    [first, "127.0.0.1"],
    [second, "127.0.0.1"],
    [first, "127.0.0.1"],
    [six, "::1"],
  ] as const) {
    sendTo(socket, InetSockaddr.of({ ip, port }), new TextEncoder().encode("x"));
  }
  const batch = new DatagramBatch(8);
  expect(batch.receive(hub)).toBe(4);
  const [a, b, c, d] = [0, 1, 2, 3].map((index) => batch.senderOf(index));
  expect(a).toBe(c);
  expect(new Set([a, b, d]).size).toBe(3);
  const address = new InetSockaddr();
  batch.copySender(3, address);
  expect(address.address).toEqual(localAddress(six));
  expect(batch.send(hub, 0, 1, address)).toBe(1);
  expect(textFrom(six)).toBe("x");
});

test("senderOf() is the same for IPv4, however the socket writes it", () => {
  using plain = bound();
  using sender = bound();
  const batch = new DatagramBatch(1);
  sendText(sender, plain, "x");
  batch.receive(plain);
  const { port } = localAddress(sender);
  const loopback = 0x0100007f;
  expect(batch.senderOf(0)).toBe(((port & 0xff) * 256 + (port >> 8)) * 2 ** 32 + loopback);
});

test("send() throws what the first datagram has run into", () => {
  using socket = bound();
  using other = bound("::1");
  using six = bound("::1");
  const batch = new DatagramBatch(1);
  // More than IPv4 can carry.
  sendTo(other, InetSockaddr.of(localAddress(six)), new Uint8Array(new ArrayBuffer(65_520)));
  expect(batch.receive(six)).toBe(1);
  expect(() => batch.send(socket, 0, 1, InetSockaddr.of(localAddress(socket)))).toThrow(
    new SystemError("sendmmsg", EMSGSIZE),
  );
});

function bound(ip = "127.0.0.1"): Fd {
  const socket = inetSocket(ip.includes(":") ? AF_INET6 : AF_INET, "udp");
  bindInet(socket, { ip, port: 0 });
  return socket;
}

function sendText(from: Fd, to: Fd, text: string): void {
  sendTo(from, InetSockaddr.of(localAddress(to)), new TextEncoder().encode(text));
}

function textFrom(socket: Fd): string {
  const buffer = new Uint8Array(new ArrayBuffer(100));
  return new TextDecoder().decode(buffer.subarray(0, receiveFrom(socket, new InetSockaddr(), buffer)));
}

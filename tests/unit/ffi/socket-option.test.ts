// Checks socket options, by what the kernel says of them and by what they do.
import { expect, test } from "bun:test";
import {
  AF_INET,
  AF_INET6,
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  POLLIN,
  SO_BUF_LOCK,
  SO_KEEPALIVE,
  SO_REUSEADDR,
  SO_SNDBUF,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_QUICKACK,
} from "../../../ffi/constants.ts";
import { EBADF, ECONNRESET, EINVAL, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { acceptInet, bindInet, connectInet, inetSocket, localAddress } from "../../../ffi/inet-socket.ts";
import { read } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { waitReady } from "../../../ffi/poll.ts";
import { listen } from "../../../ffi/socket.ts";
import * as option from "../../../ffi/socket-option.ts";

test("setDualStack() lets an IPv6 socket serve IPv4, and setSendBuffer() sets twice the size", () => {
  using socket = inetSocket(AF_INET6, "tcp");
  expect(value(socket, IPPROTO_IPV6, IPV6_V6ONLY)).toBe(1);
  option.setDualStack(socket);
  expect(value(socket, IPPROTO_IPV6, IPV6_V6ONLY)).toBe(0);
  option.setSendBuffer(socket, 64 * 1024);
  expect(value(socket, SOL_SOCKET, SO_SNDBUF)).toBe(128 * 1024);
});

test("freeSendBuffer() leaves the size to the kernel again", () => {
  using socket = inetSocket(AF_INET, "tcp");
  option.setSendBuffer(socket, 64 * 1024);
  expect(value(socket, SOL_SOCKET, SO_BUF_LOCK)).not.toBe(0);
  option.freeSendBuffer(socket);
  expect(value(socket, SOL_SOCKET, SO_BUF_LOCK)).toBe(0);
  expect(value(socket, SOL_SOCKET, SO_SNDBUF)).toBe(128 * 1024);
});

test("each option becomes what was asked for", () => {
  using socket = inetSocket(AF_INET, "tcp");
  expect(value(socket, SOL_SOCKET, SO_REUSEADDR)).toBe(0);
  option.setReuseAddress(socket);
  option.setNoDelay(socket);
  option.setKeepAlive(socket, { idle: 77, interval: 7, count: 4 });
  expect(value(socket, SOL_SOCKET, SO_REUSEADDR)).toBe(1);
  expect(value(socket, IPPROTO_TCP, TCP_NODELAY)).toBe(1);
  expect(value(socket, SOL_SOCKET, SO_KEEPALIVE)).toBe(1);
  expect(value(socket, IPPROTO_TCP, TCP_KEEPIDLE)).toBe(77);
  expect(value(socket, IPPROTO_TCP, TCP_KEEPINTVL)).toBe(7);
  expect(value(socket, IPPROTO_TCP, TCP_KEEPCNT)).toBe(4);
});

test("setQuickAck() decides between acknowledging at once and with what is sent", () => {
  using socket = inetSocket(AF_INET, "tcp");
  expect(value(socket, IPPROTO_TCP, TCP_QUICKACK)).toBe(1);
  option.setQuickAck(socket, false);
  expect(value(socket, IPPROTO_TCP, TCP_QUICKACK)).toBe(0);
  option.setQuickAck(socket, true);
  expect(value(socket, IPPROTO_TCP, TCP_QUICKACK)).toBe(1);
});

test("setIpv6Only() makes sure, whatever the machine's default is", () => {
  using socket = inetSocket(AF_INET6, "udp");
  option.setIpv6Only(socket);
  expect(value(socket, IPPROTO_IPV6, IPV6_V6ONLY)).toBe(1);
});

test("setKeepAlive() refuses what the kernel refuses", () => {
  using socket = inetSocket(AF_INET, "tcp");
  expect(() => option.setKeepAlive(socket, { idle: 0, interval: 1 })).toThrow(new SystemError("setsockopt", EINVAL));
  expect(() => option.setKeepAlive(socket, { idle: 1, interval: 40_000 })).toThrow("EINVAL");
});

test("setReuseAddress() lets a port be listened on whose connections are dying", () => {
  using listener = listening();
  const address = localAddress(listener);
  using client = inetSocket(AF_INET, "tcp");
  connectInet(client, address);
  // Who closes first keeps the connection for a minute: TIME_WAIT.
  accepted(listener).close();
  listener.close();
  expect(waitReady(client, POLLIN, 5_000)).toBe(true);
  client.close();
  using again = inetSocket(AF_INET, "tcp");
  // Both the old socket and the new one must agree: socket(7).
  expect(() => bindInet(again, address)).toThrow("EADDRINUSE");
  option.setReuseAddress(again);
  bindInet(again, address);
  listen(again, 1);
});

test("resetOnClose() makes the other side see a reset, and takeError() tell of it", () => {
  using listener = listening();
  for (const look of [
    (client: Fd) => expect(() => read(client, new Uint8Array(new ArrayBuffer(1)))).toThrow("ECONNRESET"),
    (client: Fd) => expect(option.takeError(client, "read")).toEqual(new SystemError("read", ECONNRESET)),
  ]) {
    using client = inetSocket(AF_INET, "tcp");
    connectInet(client, localAddress(listener));
    const other = accepted(listener);
    option.resetOnClose(other);
    other.close();
    expect(waitReady(client, POLLIN, 5_000)).toBe(true);
    look(client);
    expect(option.takeError(client)).toBeUndefined();
  }
});

test("options of what is no socket are errors", () => {
  const none = new Fd(1_000_000);
  expect(() => option.setNoDelay(none)).toThrow(new SystemError("setsockopt", EBADF));
  expect(() => option.resetOnClose(none)).toThrow(new SystemError("setsockopt", EBADF));
  expect(() => option.takeError(none)).toThrow(new SystemError("getsockopt", EBADF));
});

function value(socket: Fd, level: number, name: number): number {
  const result = new Int32Array(new ArrayBuffer(4));
  const length = new Int32Array(new ArrayBuffer(4));
  length[0] = 4;
  expect(libc.getsockopt(socket.number, level, name, result, length)).toBe(0);
  return result[0] ?? -1;
}

function listening(): Fd {
  const socket = inetSocket(AF_INET, "tcp");
  option.setReuseAddress(socket);
  bindInet(socket, { ip: "127.0.0.1", port: 0 });
  listen(socket, 8);
  return socket;
}

function accepted(listener: Fd): Fd {
  expect(waitReady(listener, POLLIN, 5_000)).toBe(true);
  const connection = acceptInet(listener);
  if (connection === undefined) throw new Error("nobody is there to be accepted");
  return connection;
}

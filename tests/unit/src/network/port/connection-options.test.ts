// Checks the socket options of a forwarded connection.
import { expect, test } from "bun:test";
import {
  AF_INET,
  IPPROTO_TCP,
  SO_KEEPALIVE,
  SOL_SOCKET,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_QUICKACK,
} from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { inetSocket } from "../../../../../ffi/inet-socket.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { prepareConnection, prepareDial } from "../../../../../src/network/port/connection-options.ts";

for (const prepare of [prepareConnection, prepareDial]) {
  test(`${prepare.name}() sends at once and asks silent peers after 15 s`, () => {
    using socket = inetSocket(AF_INET, "tcp");
    prepare(socket);
    expect(value(socket, IPPROTO_TCP, TCP_NODELAY)).toBe(1);
    expect(value(socket, SOL_SOCKET, SO_KEEPALIVE)).toBe(1);
    expect(value(socket, IPPROTO_TCP, TCP_KEEPIDLE)).toBe(15);
    expect(value(socket, IPPROTO_TCP, TCP_KEEPINTVL)).toBe(15);
  });
}

test("prepareDial() lets the last packet of the handshake wait for the first bytes", () => {
  using socket = inetSocket(AF_INET, "tcp");
  prepareDial(socket);
  expect(value(socket, IPPROTO_TCP, TCP_QUICKACK)).toBe(0);
});

function value(socket: Fd, level: number, option: number): number | undefined {
  const result = new Int32Array(new ArrayBuffer(4));
  const length = new Int32Array(new ArrayBuffer(4));
  length[0] = 4;
  libc.getsockopt(socket.number, level, option, result, length);
  return result[0];
}

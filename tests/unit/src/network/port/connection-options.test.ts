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
} from "../../../../../ffi/constants.ts";
import { inetSocket } from "../../../../../ffi/inet-socket.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { prepareConnection } from "../../../../../src/network/port/connection-options.ts";

test("prepareConnection() sends at once and asks silent peers after 15 s", () => {
  using socket = inetSocket(AF_INET, "tcp");
  prepareConnection(socket);
  const value = (level: number, option: number): number | undefined => {
    const result = new Int32Array(new ArrayBuffer(4));
    const length = new Int32Array(new ArrayBuffer(4));
    length[0] = 4;
    libc.getsockopt(socket.number, level, option, result, length);
    return result[0];
  };
  expect(value(IPPROTO_TCP, TCP_NODELAY)).toBe(1);
  expect(value(SOL_SOCKET, SO_KEEPALIVE)).toBe(1);
  expect(value(IPPROTO_TCP, TCP_KEEPIDLE)).toBe(15);
  expect(value(IPPROTO_TCP, TCP_KEEPINTVL)).toBe(15);
});

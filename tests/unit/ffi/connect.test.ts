// Checks connecting step by step, without exceptions.
import { expect, test } from "bun:test";
import { CONNECTED, connectNow } from "../../../ffi/connect.ts";
import { AF_INET, SOCK_NONBLOCK } from "../../../ffi/constants.ts";
import { ECONNREFUSED, EINPROGRESS } from "../../../ffi/errno.ts";
import { InetSockaddr } from "../../../ffi/inet-address.ts";
import { bindInet, inetSocket, localAddress } from "../../../ffi/inet-socket.ts";
import { listen } from "../../../ffi/socket.ts";

test("connectNow() connects to a listener of this machine in two calls", () => {
  using listener = inetSocket(AF_INET, "tcp");
  bindInet(listener, { ip: "127.0.0.1", port: 0 });
  listen(listener, 1);
  using socket = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  const address = InetSockaddr.of(localAddress(listener));
  expect(connectNow(socket, address)).toBe(EINPROGRESS);
  expect(connectNow(socket, address)).toBe(CONNECTED);
});

test("connectNow() says why it failed, and the socket can be used again", () => {
  using listener = inetSocket(AF_INET, "tcp");
  bindInet(listener, { ip: "127.0.0.1", port: 0 });
  const address = InetSockaddr.of(localAddress(listener));
  using socket = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  connectNow(socket, address);
  expect(connectNow(socket, address)).toBe(ECONNREFUSED);
  listen(listener, 1);
  expect(connectNow(socket, address)).toBe(EINPROGRESS);
  expect(connectNow(socket, address)).toBe(CONNECTED);
});

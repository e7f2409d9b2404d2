// Checks the host's sockets: families, and errors in Podman's words.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6, SOCK_NONBLOCK } from "../../../../../ffi/constants.ts";
import { inetSocket, localAddress } from "../../../../../ffi/inet-socket.ts";
import { type ListenAddress, openListener } from "../../../../../src/network/port/open-listener.ts";

const CASES: readonly (readonly [address: Omit<ListenAddress, "port">, ip: string])[] = [
  [{ protocol: "tcp", ip: "" }, "::"],
  [{ protocol: "tcp", ip: "0.0.0.0" }, "::"],
  [{ protocol: "udp", ip: "" }, "::"],
  [{ protocol: "tcp4", ip: "" }, "0.0.0.0"],
  [{ protocol: "udp6", ip: "" }, "::"],
  [{ protocol: "tcp", ip: "127.0.0.1" }, "127.0.0.1"],
  [{ protocol: "tcp", ip: "::1" }, "::1"],
];

for (const [address, ip] of CASES) {
  test(`openListener() takes ${address.protocol} on "${address.ip}" for ${ip}`, () => {
    using socket = openListener({ ...address, port: 0 });
    expect(localAddress(socket).ip).toBe(ip);
  });
}

test("openListener() says in one line what is wrong", () => {
  using socket = openListener({ protocol: "tcp", ip: "127.0.0.1", port: 0 });
  const { port } = localAddress(socket);
  const wrong =
    (address: ListenAddress): (() => void) =>
    () =>
      openListener(address)[Symbol.dispose]();
  expect(wrong({ protocol: "tcp", ip: "127.0.0.1", port })).toThrow(
    `listen tcp 127.0.0.1:${port}: bind: address already in use`,
  );
  expect(wrong({ protocol: "udp", ip: "192.0.2.1", port: 53 })).toThrow(
    "listen udp 192.0.2.1:53: bind: cannot assign requested address",
  );
  expect(wrong({ protocol: "tcp", ip: "1.2.3", port })).toThrow('invalid ParentIP: "1.2.3"');
  expect(wrong({ protocol: "tcp6", ip: "127.0.0.1", port })).toThrow(
    "listen tcp6: address 127.0.0.1: no suitable address found",
  );
});

test("openListener() leaves nothing open when it fails", () => {
  using probe = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  const next = probe.number;
  probe.close();
  expect(() => openListener({ protocol: "tcp", ip: "192.0.2.1", port: 1 })).toThrow();
  using again = inetSocket(AF_INET6, "tcp");
  expect(again.number).toBe(next);
});

// Checks that a reserved port is taken for everybody else, and that a failure holds nothing.
import { afterEach, expect, test } from "bun:test";
import { AF_INET6 } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { inetSocket, localAddress } from "../../../../../ffi/inet-socket.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { PortError, PortInUseError } from "../../../../../src/engine/errors.ts";
import { reservePorts } from "../../../../../src/engine/ports/reserve.ts";
import { isTaken } from "../../../../helpers/port-taker.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";

const { socket: realSocket, bind: realBind } = libc;
afterEach(() => {
  libc.socket = realSocket;
  libc.bind = realBind;
});

const ROW = { ip: "127.0.0.1", first: 0, count: 1, protocol: "tcp" as const };

function close(sockets: readonly Fd[]): void {
  for (const socket of sockets) socket.close();
}

for (const protocol of ["tcp", "udp"] as const) {
  for (const ip of ["127.0.0.1", "::1"]) {
    test(`reservePorts() takes ${protocol} ports on ${ip} until they are closed`, () => {
      const { first, sockets } = reservePorts({ ip, first: 0, count: 3, protocol });
      const ports = [first, first + 1, first + 2];
      expect(sockets.map(localAddress)).toEqual(ports.map((port) => ({ ip, port })));
      expect(ports.map((port) => isTaken({ ip, port }, protocol))).toEqual([true, true, true]);
      close(sockets);
      expect(ports.map((port) => isTaken({ ip, port }, protocol))).toEqual([false, false, false]);
    });
  }

  test(`reservePorts() takes ${protocol} ports on all addresses of both families`, () => {
    const { first, sockets } = reservePorts({ ip: "", first: 0, count: 2, protocol });
    expect(sockets.map(localAddress)).toEqual([
      { ip: "0.0.0.0", port: first },
      { ip: "::", port: first },
      { ip: "0.0.0.0", port: first + 1 },
      { ip: "::", port: first + 1 },
    ]);
    expect(["127.0.0.1", "::1"].map((ip) => isTaken({ ip, port: first + 1 }, protocol))).toEqual([true, true]);
    close(sockets);
  });
}

test("reservePorts() leaves IPv6 out where the machine has none, unless it is asked for", () => {
  const NO_FAMILY = 97;
  libc.socket = (family, type, transport) => realSocket(family === AF_INET6 ? NO_FAMILY : family, type, transport);
  const { first, sockets } = reservePorts({ ...ROW, ip: "" });
  expect(sockets.map(localAddress)).toEqual([{ ip: "0.0.0.0", port: first }]);
  close(sockets);
  expect(() => reservePorts({ ...ROW, ip: "::1", first: 40_000 })).toThrow(
    new PortError("Cannot bind [::1]:40000/tcp: this machine has no IPv6"),
  );
});

test("reservePorts() holds no SCTP port in a kernel without it, and cannot choose one", () => {
  const NO_PROTOCOL = 131;
  libc.socket = (family, type, transport) => realSocket(family, type, transport === 132 ? NO_PROTOCOL : transport);
  expect(reservePorts({ ...ROW, first: 40_000, protocol: "sctp" })).toEqual({ first: 40_000, sockets: [] });
  expect(() => reservePorts({ ...ROW, protocol: "sctp" })).toThrow(
    new PortError("Cannot bind 127.0.0.1:0/sctp: socket: EPROTONOSUPPORT (Protocol not supported)"),
  );
});

test("reservePorts() says which port of a row is taken, and holds none of the others", () => {
  const { first, sockets } = reservePorts({ ...ROW, count: 3 });
  const [, , third] = sockets;
  sockets[0]?.close();
  sockets[1]?.close();
  const attempt = (): void => {
    expect(() => reservePorts({ ...ROW, first, count: 3 })).toThrow(
      new PortInUseError(`Cannot bind 127.0.0.1:${first + 2}/tcp: the port is taken`),
    );
  };
  expect(leftOpenBy(attempt)).toEqual([]);
  expect([first, first + 1].map((port) => isTaken({ ip: "127.0.0.1", port }, "tcp"))).toEqual([false, false]);
  third?.close();
});

test("reservePorts() chooses again when a port is taken on the other family", () => {
  const seen: number[] = [];
  libc.bind = (fd, address, length) => {
    const port = portIn(address);
    // Each choice is one more bind; the first two are refused on IPv6.
    if (length === 28 && new Set([...seen, port]).size <= 2) {
      seen.push(port);
      return realBind(fd, taken, length);
    }
    return realBind(fd, address, length);
  };
  using other = inetSocket(AF_INET6, "tcp");
  const taken = new Uint8Array(new ArrayBuffer(28));
  taken[0] = AF_INET6;
  realBind(other.number, taken, 28);
  const { port } = localAddress(other);
  taken.set([port >> 8, port & 0xff], 2);
  libc.listen(other.number, 1);

  const { first, sockets } = reservePorts({ ...ROW, ip: "" });
  expect(seen).toHaveLength(2);
  expect(seen).not.toContain(first);
  close(sockets);
});

test("reservePorts() gives up when no row is long enough", () => {
  const attempt = (): void => {
    expect(() => reservePorts({ ...ROW, count: 60_000 })).toThrow(
      new PortInUseError("Cannot find 60000 free ports in a row for tcp on 127.0.0.1"),
    );
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

function portIn(address: unknown): number {
  const [, , high = 0, low = 0] = address instanceof Uint8Array ? address : [];
  return (high << 8) | low;
}

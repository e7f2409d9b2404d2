// Checks the words for a port that cannot be had.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EMFILE, SystemError } from "../../../../../ffi/errno.ts";
import { PortError, PortInUseError, PrivilegedPortError } from "../../../../../src/engine/errors.ts";
import { portError } from "../../../../../src/engine/ports/port-failure.ts";

const START = Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "latin1"));

test("portError() names address, port, protocol and reason, and keeps the cause", () => {
  for (const [ip, port, errno, type, text] of [
    ["127.0.0.1", 80, EADDRINUSE, PortInUseError, "Cannot bind 127.0.0.1:80/tcp: the port is taken"],
    ["::1", 80, EADDRNOTAVAIL, PortError, "Cannot bind [::1]:80/tcp: ::1 is no address of this machine"],
    ["::1", 80, EAFNOSUPPORT, PortError, "Cannot bind [::1]:80/tcp: this machine has no IPv6"],
    ["1.2.3.4", 80, EMFILE, PortError, "Cannot bind 1.2.3.4:80/tcp: bind: EMFILE (Too many open files)"],
    ["1.2.3.4", 60_000, EACCES, PortError, "Cannot bind 1.2.3.4:60000/tcp: EACCES (Permission denied)"],
    [
      "1.2.3.4",
      START - 1,
      EACCES,
      PrivilegedPortError,
      `Cannot bind 1.2.3.4:${START - 1}/tcp: net.ipv4.ip_unprivileged_port_start is ${START}, and lower ports need CAP_NET_BIND_SERVICE`,
    ],
  ] as const) {
    const cause = new SystemError("bind", errno);
    const error = portError({ ip, port }, "tcp", cause);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ message: text, cause });
  }
});

test("portError() leaves other errors alone", () => {
  const other = new TypeError("something else");
  expect(portError({ ip: "::", port: 1 }, "udp", other)).toBe(other);
});

// Checks that mappings are bound, all or none, and what an ordinary user may not have.
import { expect, test } from "bun:test";
import { F_GETFD, FD_CLOEXEC } from "../../../../../ffi/constants.ts";
import { localAddress } from "../../../../../ffi/inet-socket.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { PortError, PortInUseError } from "../../../../../src/engine/errors.ts";
import { bindPorts } from "../../../../../src/engine/ports/bind-ports.ts";
import { parsePortMapping } from "../../../../../src/engine/ports/port-mapping.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";

const PROGRAM = `${import.meta.dir}/programs/bind.ts`;

test("bindPorts() chooses ports, reports them in order, and lets go of them when disposed", () => {
  const asked = ["127.0.0.1::80", "[::1]::81/udp", "90-91"].map(parsePortMapping);
  let ports: number[];
  {
    using bound = bindPorts(asked);
    ports = bound.mappings.map(({ hostPort }) => hostPort);
    expect(bound.mappings).toEqual(asked.map((mapping, index) => ({ ...mapping, hostPort: ports[index] ?? 0 })));
    expect(bound.warnings).toEqual([]);
    const [a = 0, b = 0, c = 0] = ports;
    expect(bound.fds.map(localAddress)).toEqual([
      { ip: "127.0.0.1", port: a },
      { ip: "::1", port: b },
      { ip: "0.0.0.0", port: c },
      { ip: "::", port: c },
      { ip: "0.0.0.0", port: c + 1 },
      { ip: "::", port: c + 1 },
    ]);
    expect(bound.fds.map((fd) => libc.fcntl(fd.number, F_GETFD, 0))).toEqual(bound.fds.map(() => FD_CLOEXEC));
    expect(() => bindPorts([parsePortMapping(`127.0.0.1:${a}:80`)])).toThrow(
      new PortInUseError(`Cannot bind 127.0.0.1:${a}/tcp: the port is taken`),
    );
  }
  bindPorts([parsePortMapping(`127.0.0.1:${ports[0]}:80`)])[Symbol.dispose]();
});

test("bindPorts() binds nothing when one of several is impossible", () => {
  using bound = bindPorts([parsePortMapping("127.0.0.1::80")]);
  const [{ hostPort } = { hostPort: 0 }] = bound.mappings;
  const attempt = (): void => {
    expect(() => bindPorts(["127.0.0.1::1", "80-85", `127.0.0.1:${hostPort}:80`].map(parsePortMapping))).toThrow(
      PortInUseError,
    );
    // An address for documentation: RFC 5737
    expect(() => bindPorts(["127.0.0.1::1", "192.0.2.1:4000:80"].map(parsePortMapping))).toThrow(
      new PortError("Cannot bind 192.0.2.1:4000/tcp: 192.0.2.1 is no address of this machine"),
    );
    expect(() => bindPorts(["4000:1", "4000:2"].map(parsePortMapping))).toThrow("has host port 4000/tcp already");
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("bindPorts() of nothing holds nothing", () => {
  using bound = bindPorts([]);
  expect([bound.fds, bound.mappings, bound.warnings]).toEqual([[], [], []]);
});

test("bindPorts() tells which ports it cannot reserve", () => {
  const { socket } = libc;
  try {
    libc.socket = (family, type, protocol) => socket(family, type, protocol === 132 ? 131 : protocol);
    using bound = bindPorts([parsePortMapping("4000:80/sctp")]);
    expect(bound.fds).toEqual([]);
    expect(bound.warnings).toEqual(["Host port of 4000:80/sctp is not reserved: this kernel has no sctp"]);
  } finally {
    libc.socket = socket;
  }
});

test("bindPorts() refuses a privileged port to an ordinary user, with the setting that says so", () => {
  // In a network namespace of its own, where nobody else has the port.
  const bind = (start: number, ...ports: readonly string[]): string => {
    const setting = `echo ${start} >/proc/sys/net/ipv4/ip_unprivileged_port_start`;
    const user = "exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all --bounding-set -all";
    const shell = ["sh", "-c", `${setting} && ${user} "$@"`, "sh", process.execPath, PROGRAM];
    return Bun.spawnSync(["unshare", "--net", ...shell, ...ports], { stderr: "inherit" }).stdout.toString();
  };
  const rule = "and lower ports need CAP_NET_BIND_SERVICE";
  expect(bind(1024, "80:80")).toBe(
    `PrivilegedPortError: Cannot bind 0.0.0.0:80/tcp: net.ipv4.ip_unprivileged_port_start is 1024, ${rule}\n`,
  );
  expect(bind(500, "[::]:499:80/udp")).toBe(
    `PrivilegedPortError: Cannot bind [::]:499/udp: net.ipv4.ip_unprivileged_port_start is 500, ${rule}\n`,
  );
  expect(bind(80, "80-81:80-81")).toBe("0.0.0.0:80 [::]:80 0.0.0.0:81 [::]:81\n");
});

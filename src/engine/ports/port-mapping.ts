// One published port, or a row of them, and Podman's way to write it: [[ip:][hostPort]:]containerPort[/protocol].
import { canonicalIp, familyOf } from "../../../ffi/inet-address.ts";
import { PortError } from "../errors.ts";

/** Ports of the host that lead to ports of a container. */
export interface PortMapping {
  /** An address of this machine; empty: all of them, IPv4 and IPv6. */
  readonly hostIp: string;
  /** The first one; 0: any that is free. */
  readonly hostPort: number;
  /** The first one. */
  readonly containerPort: number;
  readonly protocol: "tcp" | "udp" | "sctp";
  /** How many ports in a row, 1 or more. */
  readonly range: number;
}

/**
 * Reads what follows `podman run -p`: `80`, `8080:80`, `127.0.0.1::80/udp`, `[::1]:8000-8010:80-90`. Without a host
 * port, one is chosen when it is bound. As in Podman, 0.0.0.0 means all addresses, those of IPv6 too.
 *
 * @throws {PortError} with what is wrong in which part
 *
 * @example
 * ```ts
 * const { hostPort, containerPort } = parsePortMapping("8080:80"); // 8080, 80
 * ```
 */
export function parsePortMapping(text: string): PortMapping {
  const fail = (why: string): never => {
    throw new PortError(`Cannot read port mapping "${text}": ${why}`);
  };
  const [ports = "", protocol, ...more] = text.split("/");
  if (more.length > 0) fail("it has more than one protocol");
  const { ip, host, container } = splitParts(ports, fail);
  const containerPorts = parseRange(container, "container", fail);
  const hostPorts = host === "" ? { first: 0, range: containerPorts.range } : parseRange(host, "host", fail);
  if (hostPorts.range !== containerPorts.range) {
    fail(`${hostPorts.range} host ports cannot lead to ${containerPorts.range} container ports`);
  }
  return {
    hostIp: ip === undefined ? "" : parseHostIp(ip, fail),
    hostPort: hostPorts.first,
    containerPort: containerPorts.first,
    protocol: parseProtocol(protocol, fail),
    range: containerPorts.range,
  };
}

/**
 * A mapping as `parsePortMapping` reads it.
 *
 * @example
 * ```ts
 * formatPortMapping(parsePortMapping("[::1]:8000-8001:80-81")); // "[::1]:8000-8001:80-81/tcp"
 * ```
 */
export function formatPortMapping({ hostIp, hostPort, containerPort, protocol, range }: PortMapping): string {
  const row = (first: number): string => (range === 1 ? `${first}` : `${first}-${first + range - 1}`);
  const ip = hostIp.includes(":") ? `[${hostIp}]:` : hostIp && `${hostIp}:`;
  const host = hostPort === 0 ? "" : row(hostPort);
  return `${ip}${ip || host ? `${host}:` : ""}${row(containerPort)}/${protocol}`;
}

type Fail = (why: string) => never;

interface Parts {
  /** Undefined: none is given. */
  readonly ip: string | undefined;
  readonly host: string;
  readonly container: string;
}

function splitParts(text: string, fail: Fail): Parts {
  const bracketed = /^\[([^\]]*)\]:(.*)$/s.exec(text);
  if (bracketed === null && /[[\]]/.test(text)) fail("brackets go around an IPv6 address, and a colon follows");
  const parts = (bracketed?.[2] ?? text).split(":");
  const [first = "", second = "", third = ""] = parts;
  if (bracketed !== null) {
    if (parts.length !== 2) fail("host port (which may be empty) and container port follow the address");
    return { ip: bracketed[1], host: first, container: second };
  }
  switch (parts.length) {
    case 1:
      return { ip: undefined, host: "", container: first };
    case 2:
      return { ip: undefined, host: first, container: second };
    case 3:
      return { ip: first, host: second, container: third };
    default:
      return fail("it has too many colons; an IPv6 address needs brackets");
  }
}

function parseHostIp(text: string, fail: Fail): string {
  if (text === "") fail("the host address is empty");
  // Interfaces' numbers (fe80::1%2) change from boot to boot; Podman knows none.
  if (familyOf(text) === undefined || text.includes("%")) fail(`"${text}" is no IP address`);
  const ip = canonicalIp(text) ?? "";
  return ip === "0.0.0.0" ? "" : ip.replace(/^::ffff:(?=\d+\.)/, "");
}

function parseRange(
  text: string,
  side: "host" | "container",
  fail: Fail,
): { readonly first: number; readonly range: number } {
  if (text === "") fail(`the ${side} port is missing`);
  const ends = text.split("-");
  if (ends.length > 2) fail(`a range of ${side} ports has two ends, not ${ends.length}`);
  const [first = 0, last = first] = ends.map((end) => parsePort(end, side, fail));
  if (ends.length === 2 && last <= first) fail(`${side} port ${last} does not come after ${first}`);
  return { first, range: last - first + 1 };
}

function parsePort(text: string, side: string, fail: Fail): number {
  if (!/^\d+$/.test(text)) fail(`${side} port "${text}" is not a number`);
  const port = Number(text);
  if (port < 1 || port > 65_535) fail(`${side} port ${text} is not between 1 and 65535`);
  return port;
}

function parseProtocol(text: string | undefined, fail: Fail): PortMapping["protocol"] {
  const protocol = text?.toLowerCase() ?? "tcp";
  if (protocol === "tcp" || protocol === "udp" || protocol === "sctp") return protocol;
  return fail(protocol === "" ? "the protocol is missing" : `protocol "${text}" is not tcp, udp or sctp`);
}

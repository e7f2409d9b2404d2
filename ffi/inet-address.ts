// Internet addresses: as text for people and configurations, as struct sockaddr for the kernel.
import { AF_INET, AF_INET6, INET6_ADDRSTRLEN } from "./constants.ts";
import { EAFNOSUPPORT, EINVAL, SystemError } from "./errno.ts";
import { SockaddrIn, SockaddrIn6 } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

export type InetFamily = typeof AF_INET | typeof AF_INET6;

/** One end of a connection, or where a socket is bound. */
export interface InetAddress {
  /** `127.0.0.1` or `::1`; with its interface's number `fe80::1%2`. */
  readonly ip: string;
  /** 0 lets the kernel choose when binding. */
  readonly port: number;
}

/** Which family an address belongs to; undefined for what is none. No names, and no IPv4 in fewer than four parts. */
export function familyOf(ip: string): InetFamily | undefined {
  return parseIp(ip)?.family;
}

/**
 * An address in the one way that the C library writes it, so that two can be compared: `::0001` becomes `::1`.
 *
 * @returns undefined for what is no address
 */
export function canonicalIp(ip: string): string | undefined {
  const parsed = parseIp(ip);
  return parsed && formatIp(parsed);
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function formatInetAddress({ ip, port }: InetAddress): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** An address in the kernel's form, to be given to a system call or to be filled by one, any number of times. */
export class InetSockaddr {
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(new ArrayBuffer(SockaddrIn6.size));
  /** The socklen_t: how much of the bytes counts. */
  readonly length: Int32Array<ArrayBuffer> = new Int32Array(new ArrayBuffer(4));

  /** @throws {SystemError} EINVAL for what is no address, or no port */
  static of(address: InetAddress): InetSockaddr {
    const parsed = parseIp(address.ip);
    if (parsed === undefined || !isPort(address.port)) {
      throw new SystemError("inet_pton", EINVAL, formatInetAddress(address));
    }
    const sockaddr = new InetSockaddr();
    sockaddr.#write(parsed, address.port);
    return sockaddr;
  }

  /** Makes all its room available to a system call that fills it. */
  offer(): this {
    this.length[0] = this.bytes.length;
    return this;
  }

  get size(): number {
    return this.length[0] ?? 0;
  }

  /** @throws {SystemError} EAFNOSUPPORT for an address of another kind */
  get address(): InetAddress {
    const [low = 0, high = 0, portHigh = 0, portLow = 0] = this.bytes;
    const family = low | (high << 8);
    if (family !== AF_INET && family !== AF_INET6) throw new SystemError("inet_ntop", EAFNOSUPPORT, `family ${family}`);
    const [at, size] = addressPart(family);
    const scope = family === AF_INET6 ? SockaddrIn6.create(this.bytes).get("sin6_scope_id") : 0;
    return {
      ip: formatIp({ family, bytes: this.bytes.slice(at, at + size), scope }),
      port: (portHigh << 8) | portLow,
    };
  }

  /** Whether it is one of this machine's loopback device: 127.0.0.0/8, also as IPv6 writes it, or ::1. */
  get isLoopback(): boolean {
    const [low = 0] = this.bytes;
    if (low === AF_INET) return this.bytes[SockaddrIn.offsets.sin_addr] === 127;
    const at = SockaddrIn6.offsets.sin6_addr;
    if (this.bytes[at + 12] === 127)
      return LOOPBACK_PREFIX_MAPPED.every((byte, index) => this.bytes[at + index] === byte);
    return LOOPBACK_IPV6.every((byte, index) => this.bytes[at + index] === byte);
  }

  /** The address as a short text that nobody reads: equal for equal addresses, and quick to make. */
  get key(): string {
    return String.fromCharCode(...this.bytes.subarray(0, this.size));
  }

  #write({ family, bytes, scope }: IpAddress, port: number): void {
    // The family is in the machine's byte order, the port in the network's.
    this.bytes.set([family & 0xff, family >> 8, port >> 8, port & 0xff]);
    this.bytes.set(bytes, addressPart(family)[0]);
    if (family === AF_INET6) SockaddrIn6.create(this.bytes).set("sin6_scope_id", scope);
    this.length[0] = family === AF_INET ? SockaddrIn.size : SockaddrIn6.size;
  }
}

const LOOPBACK_PREFIX_MAPPED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127];
const LOOPBACK_IPV6: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

interface IpAddress {
  readonly family: InetFamily;
  /** 4 or 16. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of the interface to which a link-local address belongs; 0: none. */
  readonly scope: number;
}

function parseIp(text: string): IpAddress | undefined {
  if (text.includes("\0")) return undefined;
  const [address = "", scope, ...rest] = text.split("%");
  const family = address.includes(":") ? AF_INET6 : AF_INET;
  if (rest.length > 0 || (scope !== undefined && (family === AF_INET || !/^[1-9]\d{0,8}$/.test(scope)))) {
    return undefined;
  }
  const bytes = new Uint8Array(new ArrayBuffer(addressPart(family)[1]));
  if (libc.inet_pton(family, cString(address), bytes) !== 1) return undefined;
  return { family, bytes, scope: Number(scope ?? 0) };
}

function formatIp({ family, bytes, scope }: IpAddress): string {
  const text = new Uint8Array(new ArrayBuffer(INET6_ADDRSTRLEN));
  libc.inet_ntop(family, bytes, text, text.length);
  const ip = String.fromCharCode(...text.subarray(0, text.indexOf(0)));
  return scope === 0 ? ip : `${ip}%${scope}`;
}

/** Where the address is in its sockaddr, and its length. */
function addressPart(family: InetFamily): readonly [offset: number, size: number] {
  return family === AF_INET ? [SockaddrIn.offsets.sin_addr, 4] : [SockaddrIn6.offsets.sin6_addr, 16];
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 0xffff;
}

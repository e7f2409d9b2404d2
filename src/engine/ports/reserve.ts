// Holding ports of the host: bound sockets that nobody reads, so that nobody else can have the ports.
import { AF_INET6 } from "../../../ffi/constants.ts";
import { EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { familyOf, type InetAddress } from "../../../ffi/inet-address.ts";
import { bindInet, inetSocket, localAddress, type Transport } from "../../../ffi/inet-socket.ts";
import { listen } from "../../../ffi/socket.ts";
import { setReuseAddress } from "../../../ffi/socket-option.ts";
import { PortInUseError } from "../errors.ts";
import { portError } from "./port-failure.ts";

/** A row of ports on one address or on all. */
export interface PortRow {
  /** Empty: all of this machine's. */
  readonly ip: string;
  /** 0: any that are free. */
  readonly first: number;
  readonly count: number;
  readonly protocol: Transport;
}

/** A row that is held. */
export interface Reservation {
  /** As it was asked for, or chosen. */
  readonly first: number;
  /** One for each port and family; none when this kernel does not have the protocol. */
  readonly sockets: readonly Fd[];
}

const LAST_PORT = 65_535;

/** What is free on IPv4 may be taken on IPv6, or have a neighbour that is: then another is tried. */
const MOST_CHOICES = 32;

/**
 * Reserves all ports of a row, on both families where no address is given. Nothing stays bound on failure.
 *
 * @throws {PortError} which port and why
 */
export function reservePorts(row: PortRow): Reservation {
  if (row.first !== 0) return { first: row.first, sockets: reserveRow(row) };
  for (let choice = 0; choice < MOST_CHOICES; choice++) {
    const first = freePort(row);
    const sockets = first + row.count - 1 <= LAST_PORT ? reserveUnlessTaken({ ...row, first }) : undefined;
    if (sockets !== undefined) return { first, sockets };
  }
  const wanted = row.count === 1 ? "a free port" : `${row.count} free ports in a row`;
  throw new PortInUseError(`Cannot find ${wanted} for ${row.protocol} on ${row.ip || "all addresses"}`);
}

/** A port that nobody has on the row's first address, just now. */
function freePort({ ip, protocol }: PortRow): number {
  const address = { ip: ip || "0.0.0.0", port: 0 };
  try {
    using socket = boundSocket(address, protocol);
    return localAddress(socket).port;
  } catch (error) {
    throw portError(address, protocol, error);
  }
}

function reserveUnlessTaken(row: PortRow): readonly Fd[] | undefined {
  try {
    return reserveRow(row);
  } catch (error) {
    if (error instanceof PortInUseError) return undefined;
    throw error;
  }
}

function reserveRow({ ip, first, count, protocol }: PortRow): readonly Fd[] {
  using stack = new DisposableStack();
  const sockets: Fd[] = [];
  for (let port = first; port < first + count; port++) {
    for (const address of addressesOf(ip, port)) {
      const socket = reservePort(address, protocol, ip === "");
      if (socket !== undefined) sockets.push(stack.use(socket));
    }
  }
  stack.move();
  return sockets;
}

function addressesOf(ip: string, port: number): readonly InetAddress[] {
  return (ip === "" ? ["0.0.0.0", "::"] : [ip]).map((one) => ({ ip: one, port }));
}

function reservePort(address: InetAddress, protocol: Transport, isOneOfAll: boolean): Fd | undefined {
  try {
    return listeningSocket(address, protocol);
  } catch (error) {
    if (protocol === "sctp" && isErrno(error, EPROTONOSUPPORT, ESOCKTNOSUPPORT)) return undefined;
    // "All addresses" of a machine without IPv6 are those of IPv4.
    const mayBeAbsent = isOneOfAll && familyOf(address.ip) === AF_INET6;
    if (mayBeAbsent && isErrno(error, EAFNOSUPPORT, EADDRNOTAVAIL)) return undefined;
    throw portError(address, protocol, error);
  }
}

// A port that is only bound can be had by everyone who sets SO_REUSEADDR; one that listens cannot: socket(7). For UDP,
// binding is enough as long as one of the two does not set it.
function listeningSocket(address: InetAddress, protocol: Transport): Fd {
  using stack = new DisposableStack();
  const socket = stack.use(boundSocket(address, protocol));
  if (protocol !== "udp") listen(socket, 1);
  stack.move();
  return socket;
}

function boundSocket(address: InetAddress, protocol: Transport): Fd {
  using stack = new DisposableStack();
  const socket = stack.use(inetSocket(familyOf(address.ip) ?? AF_INET6, protocol));
  // Connections of an earlier server, which end by themselves within a minute, do not make a TCP port taken.
  if (protocol === "tcp") setReuseAddress(socket);
  bindInet(socket, address);
  stack.move();
  return socket;
}

function isErrno(error: unknown, ...numbers: readonly number[]): boolean {
  return error instanceof SystemError && numbers.includes(error.errno);
}

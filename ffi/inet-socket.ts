// TCP, UDP and SCTP sockets; listening, ending and connected sockets' reads and writes are those of any socket.
import {
  AF_INET6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  MSG_NOSIGNAL,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from "./constants.ts";
import { check, EAGAIN, ECONNABORTED, EINPROGRESS, EINTR, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { formatInetAddress, type InetAddress, type InetFamily, InetSockaddr } from "./inet-address.ts";
import { NOT_READY } from "./io.ts";
import { libc } from "./libc.ts";
import { setIpv6Only } from "./socket-option.ts";

export type Transport = "tcp" | "udp" | "sctp";

/**
 * An unbound socket, close-on-exec. One for IPv6 has nothing to do with IPv4, whatever the machine's default is:
 * the two can be bound to the same port.
 *
 * @param flags SOCK_NONBLOCK
 * @throws {SystemError} EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT for what this kernel does not have
 */
export function inetSocket(family: InetFamily, transport: Transport, flags = 0): Fd {
  const [type, protocol] = KINDS[transport];
  const socket = new Fd(check(libc.socket(family, type | SOCK_CLOEXEC | flags, protocol), "socket", transport));
  if (family === AF_INET6) setIpv6Only(socket);
  return socket;
}

/** @throws {SystemError} EADDRINUSE, EACCES for a port below 1024 or so, EADDRNOTAVAIL for another machine's address */
export function bindInet(socket: Fd, address: InetAddress): void {
  const { bytes, size } = InetSockaddr.of(address);
  check(libc.bind(socket.number, bytes, size), "bind", formatInetAddress(address));
}

/**
 * Connects, or starts to: a non-blocking socket becomes writable when it is decided, and `takeError` says how.
 *
 * @returns whether it is connected already
 * @throws {SystemError} ECONNREFUSED, ENETUNREACH, EHOSTUNREACH, ETIMEDOUT …
 */
export function connectInet(socket: Fd, address: InetAddress): boolean {
  const { bytes, size } = InetSockaddr.of(address);
  if (libc.connect(socket.number, bytes, size) === 0) return true;
  // Interrupted, it goes on by itself: connect(2).
  if (errno() === EINPROGRESS || errno() === EINTR) return false;
  throw new SystemError("connect", errno(), formatInetAddress(address));
}

/**
 * Takes one connection, non-blocking and close-on-exec.
 *
 * @param peer is filled with who it is
 * @returns undefined when none waits
 * @throws {SystemError} EMFILE, ENFILE, ENOMEM …
 */
export function acceptInet(listener: Fd, peer = new InetSockaddr()): Fd | undefined {
  for (;;) {
    const { bytes, length } = peer.offer();
    const fd = libc.accept4(listener.number, bytes, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) return new Fd(fd);
    const code = errno();
    if (code === EAGAIN) return undefined;
    // A client that has given up already is nobody's error.
    if (code !== EINTR && code !== ECONNABORTED) throw new SystemError("accept4", code);
  }
}

/** Where a socket is bound: with the port that the kernel has chosen. @throws {SystemError} */
export function localAddress(socket: Fd): InetAddress {
  const sockaddr = new InetSockaddr().offer();
  check(libc.getsockname(socket.number, sockaddr.bytes, sockaddr.length), "getsockname");
  return sockaddr.address;
}

/** @throws {SystemError} ENOTCONN when there is none, or none any more */
export function peerAddress(socket: Fd): InetAddress {
  const sockaddr = new InetSockaddr().offer();
  check(libc.getpeername(socket.number, sockaddr.bytes, sockaddr.length), "getpeername");
  return sockaddr.address;
}

/**
 * One datagram to an address, without SIGPIPE.
 *
 * @param length of the datagram, from the start of `bytes`; 0 is a datagram, too
 * @param flags MSG_DONTWAIT
 * @returns bytes taken, which are all, or `NOT_READY`
 * @throws {SystemError} EMSGSIZE, ENETUNREACH, ECONNREFUSED for an earlier datagram that nobody took …
 */
export function sendTo(
  socket: Fd,
  to: InetSockaddr,
  bytes: Uint8Array<ArrayBuffer>,
  length: number = bytes.length,
  flags = 0,
): number {
  // An empty array has no address that could be passed.
  const data = bytes.length === 0 ? null : bytes;
  for (;;) {
    const count = libc.sendto(socket.number, data, length, flags | MSG_NOSIGNAL, to.bytes, to.size);
    if (count >= 0) return count;
    const code = errno();
    if (code === EAGAIN) return NOT_READY;
    if (code !== EINTR) throw new SystemError("sendto", code);
  }
}

/**
 * One datagram, with its sender; what does not fit into the buffer is lost.
 *
 * @param from is filled with who has sent it
 * @param flags MSG_DONTWAIT
 * @returns bytes, 0 for an empty datagram, or `NOT_READY`
 * @throws {SystemError} ECONNREFUSED for a datagram that was sent before and that nobody took …
 */
export function receiveFrom(socket: Fd, from: InetSockaddr, buffer: Uint8Array<ArrayBuffer>, flags = 0): number {
  for (;;) {
    const { bytes, length } = from.offer();
    const count = libc.recvfrom(socket.number, buffer, buffer.length, flags, bytes, length);
    if (count >= 0) return count;
    const code = errno();
    if (code === EAGAIN) return NOT_READY;
    if (code !== EINTR) throw new SystemError("recvfrom", code);
  }
}

const KINDS: Readonly<Record<Transport, readonly [type: number, protocol: number]>> = {
  tcp: [SOCK_STREAM, IPPROTO_TCP],
  udp: [SOCK_DGRAM, IPPROTO_UDP],
  sctp: [SOCK_STREAM, IPPROTO_SCTP],
};

// Socket options: socket(7), tcp(7), ipv6(7).
import {
  IPPROTO_IPV6,
  IPPROTO_TCP,
  IPV6_V6ONLY,
  SO_BUF_LOCK,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_REUSEADDR,
  SO_SNDBUF,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
  TCP_QUICKACK,
} from "./constants.ts";
import { check, ENOPROTOOPT, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

/** Lets a port be listened on again while old connections of it are still dying. @throws {SystemError} */
export function setReuseAddress(socket: Fd): void {
  setNumber(socket, SOL_SOCKET, SO_REUSEADDR, 1);
}

/** Keeps a socket for IPv6 out of IPv4. Only before it is bound. @throws {SystemError} */
export function setIpv6Only(socket: Fd): void {
  setNumber(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
}

/** Lets an IPv6 socket serve IPv4, too. Only before it is bound. @throws {SystemError} */
export function setDualStack(socket: Fd): void {
  setNumber(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
}

/** Sends small pieces at once instead of waiting for more: for who forwards what others have written. */
export function setNoDelay(socket: Fd): void {
  setNumber(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

/**
 * Whether what the peer has sent, the answer to a connect(2) above all, is acknowledged at once or by what is sent next,
 * which has to be within 40 to 200 ms. The kernel may change its mind later (tcp(7)).
 *
 * @throws {SystemError}
 */
export function setQuickAck(socket: Fd, atOnce: boolean): void {
  setNumber(socket, IPPROTO_TCP, TCP_QUICKACK, atOnce ? 1 : 0);
}

/** Sets the size of the send buffer in bytes, which the kernel doubles, and ends its own adjusting of it. */
export function setSendBuffer(socket: Fd, size: number): void {
  setNumber(socket, SOL_SOCKET, SO_SNDBUF, size);
}

/** Has the kernel adjust the send buffer again, beginning with the size it has. Before Linux 5.14 it keeps that size. */
export function freeSendBuffer(socket: Fd): void {
  try {
    setNumber(socket, SOL_SOCKET, SO_BUF_LOCK, 0);
  } catch (error) {
    if (!(error instanceof SystemError && error.errno === ENOPROTOOPT)) throw error;
  }
}

/** When a silent connection is asked whether it is still there. */
export interface KeepAlive {
  /** Seconds of silence before the first question. */
  readonly idle: number;
  /** Seconds between questions. */
  readonly interval: number;
  /** Questions without an answer after which the connection ends; absent: the machine's default, 9. */
  readonly count?: number;
}

/** @throws {SystemError} EINVAL for what is not a number of seconds from 1 to 32767 */
export function setKeepAlive(socket: Fd, { idle, interval, count }: KeepAlive): void {
  setNumber(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  setNumber(socket, IPPROTO_TCP, TCP_KEEPIDLE, idle);
  setNumber(socket, IPPROTO_TCP, TCP_KEEPINTVL, interval);
  if (count !== undefined) setNumber(socket, IPPROTO_TCP, TCP_KEEPCNT, count);
}

/** Makes close(2) end the connection with a reset: for who passes a reset on. @throws {SystemError} */
export function resetOnClose(socket: Fd): void {
  // struct linger: on, for no time
  const linger = new Int32Array(new ArrayBuffer(8));
  linger[0] = 1;
  check(libc.setsockopt(socket.number, SOL_SOCKET, SO_LINGER, linger, linger.byteLength), "setsockopt");
}

/**
 * What has happened to the socket since it was last asked: how a connect(2) has ended, which error was reported.
 *
 * @param syscall what is to blame
 * @returns undefined when all is well; the error is forgotten by asking
 */
export function takeError(socket: Fd, syscall = "connect"): SystemError | undefined {
  const value = new Int32Array(new ArrayBuffer(4));
  const length = new Int32Array(new ArrayBuffer(4));
  length[0] = value.byteLength;
  check(libc.getsockopt(socket.number, SOL_SOCKET, SO_ERROR, value, length), "getsockopt");
  const [code = 0] = value;
  return code === 0 ? undefined : new SystemError(syscall, code);
}

function setNumber(socket: Fd, level: number, option: number, value: number): void {
  const bytes = new Int32Array(new ArrayBuffer(4));
  bytes[0] = value;
  check(libc.setsockopt(socket.number, level, option, bytes, bytes.byteLength), "setsockopt");
}

// Unix-domain sockets: pairs, listeners, messages.
import { AF_UNIX, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_NONBLOCK, UNIX_PATH_MAX } from "./constants.ts";
import { check, checkRepeated, EAGAIN, EINTR, ENAMETOOLONG, ENOENT, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { NOT_READY } from "./io.ts";
import { SockaddrUn } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString, encodeOsString } from "./os-string.ts";

/** Two connected sockets, close-on-exec. @param type SOCK_STREAM or SOCK_SEQPACKET @throws {SystemError} */
export function socketPair(type: number): readonly [Fd, Fd] {
  const fds = new Int32Array(new ArrayBuffer(8));
  check(libc.socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds), "socketpair");
  return [new Fd(fds[0] ?? -1), new Fd(fds[1] ?? -1)];
}

/** An unconnected socket, close-on-exec. @param type SOCK_…, SOCK_NONBLOCK allowed @throws {SystemError} */
export function unixSocket(type: number): Fd {
  return new Fd(check(libc.socket(AF_UNIX, type | SOCK_CLOEXEC, 0), "socket"));
}

/** Binds to a path; ENAMETOOLONG beyond 107 bytes. @throws {SystemError} EADDRINUSE when the path exists */
export function bindUnix(socket: Fd, path: string): void {
  const { bytes, length } = unixAddress(path, "bind");
  check(libc.bind(socket.number, bytes, length), "bind", path);
}

/** Connects to the socket at a path. @throws {SystemError} ECONNREFUSED, ENOENT, EAGAIN, EACCES */
export function connectUnix(socket: Fd, path: string): void {
  const { bytes, length } = unixAddress(path, "connect");
  checkRepeated(() => libc.connect(socket.number, bytes, length), "connect", path);
}

/** Starts to take connections. @throws {SystemError} */
export function listen(socket: Fd, backlog: number): void {
  check(libc.listen(socket.number, backlog), "listen");
}

/** Takes one connection, non-blocking and close-on-exec; undefined when none waits. @throws {SystemError} EMFILE … */
export function accept(listener: Fd): Fd | undefined {
  for (;;) {
    const fd = libc.accept4(listener.number, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) return new Fd(fd);
    if (errno() === EAGAIN) return undefined;
    if (errno() !== EINTR) throw new SystemError("accept4", errno());
  }
}

/**
 * One send(2), without SIGPIPE.
 *
 * @param flags MSG_DONTWAIT to return at once, MSG_MORE when more follows at once
 * @param length of the bytes, from the first
 * @returns bytes taken, or `NOT_READY`
 * @throws {SystemError} EPIPE when the peer is gone
 */
export function send(socket: Fd, bytes: Uint8Array<ArrayBuffer>, flags = 0, length: number = bytes.length): number {
  for (;;) {
    const count = libc.send(socket.number, bytes, length, flags | MSG_NOSIGNAL);
    if (count >= 0) return count;
    if (errno() === EAGAIN) return NOT_READY;
    if (errno() !== EINTR) throw new SystemError("send", errno());
  }
}

/** Ends one direction, or both, of a connection; a peer that is gone already is no error. @param how SHUT_… */
export function shutdown(socket: Fd, how: number): void {
  libc.shutdown(socket.number, how);
}

function unixAddress(
  path: string,
  syscall: string,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly length: number } {
  // The kernel takes a first byte of zero for a socket without a place in the file system.
  if (path === "") throw new SystemError(syscall, ENOENT, path);
  // An abstract name (unix(7)) starts with NUL and has no end but its length.
  const name = path.startsWith("\0") ? encodeOsString(path) : cString(path);
  if (name.length > UNIX_PATH_MAX) throw new SystemError(syscall, ENAMETOOLONG, path);
  const address = SockaddrUn.create().set("sun_family", AF_UNIX);
  address.bytes.set(name, SockaddrUn.offsets.sun_path);
  return { bytes: address.bytes, length: SockaddrUn.offsets.sun_path + name.length };
}

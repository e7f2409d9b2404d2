// Descriptors that travel over Unix sockets (SCM_RIGHTS).
import { MSG_CMSG_CLOEXEC, MSG_CTRUNC, MSG_NOSIGNAL, SCM_RIGHTS, SOL_SOCKET } from "./constants.ts";
import { EAGAIN, EINTR, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { NOT_READY } from "./io.ts";
import { Cmsghdr, Iovec, Msghdr } from "./layouts.ts";
import { libc } from "./libc.ts";

/** What came in one message. */
export interface ReceivedMessage {
  /** The ordinary bytes; empty at the end of the connection. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The descriptors, close-on-exec, owned by the caller. */
  readonly fds: readonly Fd[];
}

/** Linux takes at most this many descriptors in one message (SCM_MAX_FD). */
const MAX_FDS = 253;

/**
 * Sends bytes with descriptors, which stay the caller's. On a stream Linux drops descriptors that travel alone.
 *
 * @returns bytes taken, or `NOT_READY`; the descriptors went with the first byte
 * @throws {SystemError} EPIPE when the peer is gone, EINVAL for more than 253 descriptors
 */
export function sendWithFds(socket: Fd, bytes: Uint8Array<ArrayBuffer>, fds: readonly Fd[]): number {
  const dataLength = fds.length * 4;
  const control = new Uint8Array(new ArrayBuffer(controlSpace(dataLength)));
  Cmsghdr.create(control)
    .set("cmsg_len", Cmsghdr.size + dataLength)
    .set("cmsg_level", SOL_SOCKET)
    .set("cmsg_type", SCM_RIGHTS);
  new Int32Array(control.buffer, Cmsghdr.size, fds.length).set(fds.map((fd) => fd.number));
  const message = messageOf(bytes, control);
  for (;;) {
    const count = libc.sendmsg(socket.number, message, MSG_NOSIGNAL);
    if (count >= 0) return count;
    if (errno() === EAGAIN) return NOT_READY;
    if (errno() !== EINTR) throw new SystemError("sendmsg", errno());
  }
}

/**
 * Receives one message.
 *
 * @param capacity the most ordinary bytes to take
 * @returns undefined when nothing waits on a non-blocking socket
 * @throws {SystemError}
 */
export function receiveWithFds(socket: Fd, capacity: number): ReceivedMessage | undefined {
  const bytes = new Uint8Array(new ArrayBuffer(Math.max(1, capacity)));
  const control = new Uint8Array(new ArrayBuffer(controlSpace(MAX_FDS * 4)));
  const message = messageOf(bytes, control);
  for (;;) {
    const count = libc.recvmsg(socket.number, message, MSG_CMSG_CLOEXEC);
    if (count >= 0) return { bytes: bytes.subarray(0, count), fds: receivedFds(message, control) };
    if (errno() === EAGAIN) return undefined;
    if (errno() !== EINTR) throw new SystemError("recvmsg", errno());
  }
}

function messageOf(bytes: Uint8Array<ArrayBuffer>, control: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // An empty buffer has no address; a datagram may well have descriptors and no bytes.
  const pieces = bytes.length > 0 ? 1 : 0;
  const iovec = Iovec.create().set("iov_len", bytes.length);
  if (pieces > 0) iovec.point("iov_base", bytes);
  return Msghdr.create()
    .point("msg_iov", iovec.bytes)
    .set("msg_iovlen", pieces)
    .point("msg_control", control)
    .set("msg_controllen", control.length).bytes;
}

function receivedFds(message: Uint8Array<ArrayBuffer>, control: Uint8Array<ArrayBuffer>): Fd[] {
  const header = Msghdr.create(message);
  const length = header.get("msg_controllen");
  const fds: Fd[] = [];
  for (let at = 0; at + Cmsghdr.size <= length; ) {
    const cmsg = Cmsghdr.create(control.subarray(at));
    const cmsgLength = cmsg.get("cmsg_len");
    if (cmsgLength < Cmsghdr.size) break;
    if (cmsg.get("cmsg_level") === SOL_SOCKET && cmsg.get("cmsg_type") === SCM_RIGHTS) {
      const count = (cmsgLength - Cmsghdr.size) / 4;
      for (const number of new Int32Array(control.buffer, at + Cmsghdr.size, count)) fds.push(new Fd(number));
    }
    at += controlSpace(cmsgLength - Cmsghdr.size);
  }
  if ((header.get("msg_flags") & MSG_CTRUNC) !== 0) {
    for (const fd of fds) fd.close();
    throw new Error("recvmsg: descriptors were lost: the limit of open files is reached");
  }
  return fds;
}

/** CMSG_SPACE: header and data, padded to 8 bytes. */
function controlSpace(dataLength: number): number {
  return Cmsghdr.size + Math.ceil(dataLength / 8) * 8;
}

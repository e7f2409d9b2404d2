// A TCP port that an engine keeps taken for its container by leaking the listening socket to the monitor.
import { AF_INET, SOCK_CLOEXEC, SOCK_STREAM } from "../../ffi/constants.ts";
import { check, EADDRINUSE, errno, SystemError } from "../../ffi/errno.ts";
import { Fd } from "../../ffi/fd.ts";
import { libc } from "../../ffi/libc.ts";
import { listen } from "../../ffi/socket.ts";

/** Listens on a port of the loopback interface that is free now. */
export function listeningPort(): { readonly socket: Fd; readonly port: number } {
  for (let tries = 0; tries < 100; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const socket = bound(port);
    if (socket === undefined) continue;
    listen(socket, 1);
    return { socket, port };
  }
  throw new Error("no port between 20000 and 30000 is free");
}

/** Whether somebody else could listen there. */
export function isFree(port: number): boolean {
  using socket = bound(port);
  return socket !== undefined;
}

function bound(port: number): Fd | undefined {
  const socket = new Fd(check(libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  // struct sockaddr_in: the family in the machine's order, port and address in the network's
  const address = Uint8Array.of(AF_INET, 0, port >> 8, port & 0xff, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  if (libc.bind(socket.number, address, address.length) === 0) return socket;
  const error = errno();
  socket.close();
  if (error === EADDRINUSE) return undefined;
  throw new SystemError("bind", error);
}

// A TCP port that an engine keeps taken for its container by leaking the listening socket to the monitor.
import { AF_INET } from "../../ffi/constants.ts";
import { EADDRINUSE, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { bindInet, inetSocket } from "../../ffi/inet-socket.ts";
import { listen } from "../../ffi/socket.ts";

/** Listens on a port of the loopback interface that is free now, outside the range that clients get theirs from. */
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
  using stack = new DisposableStack();
  const socket = stack.use(inetSocket(AF_INET, "tcp"));
  try {
    bindInet(socket, { ip: "127.0.0.1", port });
    stack.move();
    return socket;
  } catch (error) {
    if (error instanceof SystemError && error.errno === EADDRINUSE) return undefined;
    throw error;
  }
}

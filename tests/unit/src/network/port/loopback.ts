// Connected TCP sockets of the loopback device for unit tests.
import { AF_INET, SOCK_NONBLOCK } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { setNonBlocking } from "../../../../../ffi/fd.ts";
import type { InetAddress } from "../../../../../ffi/inet-address.ts";
import { acceptInet, bindInet, connectInet, inetSocket, localAddress } from "../../../../../ffi/inet-socket.ts";
import { listen } from "../../../../../ffi/socket.ts";

/** Listens on a port that the kernel chooses. */
export function listener(): { readonly socket: Fd; readonly address: InetAddress } {
  const socket = inetSocket(AF_INET, "tcp", SOCK_NONBLOCK);
  bindInet(socket, { ip: "127.0.0.1", port: 0 });
  listen(socket, 16);
  return { socket, address: localAddress(socket) };
}

/** An address where nobody listens. */
export function deafAddress(): InetAddress {
  const { socket, address } = listener();
  socket.close();
  return address;
}

/** Both ends of a connection, non-blocking. */
export function connectedPair(): readonly [Fd, Fd] {
  const { socket, address } = listener();
  using _listener = socket;
  const one = inetSocket(AF_INET, "tcp");
  connectInet(one, address);
  setNonBlocking(one);
  const other = acceptInet(socket);
  if (other === undefined) throw new Error("nobody has connected");
  return [one, other];
}

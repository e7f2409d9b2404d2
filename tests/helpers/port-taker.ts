// Somebody else who wants a port of the host and tries as hard as an ordinary server does.
import { AF_INET6 } from "../../ffi/constants.ts";
import { EADDRINUSE, SystemError } from "../../ffi/errno.ts";
import { familyOf, type InetAddress } from "../../ffi/inet-address.ts";
import { bindInet, inetSocket, type Transport } from "../../ffi/inet-socket.ts";
import { listen } from "../../ffi/socket.ts";
import { setReuseAddress } from "../../ffi/socket-option.ts";

/** Whether somebody has the port, so that another cannot listen on it, or be bound to it for UDP. */
export function isTaken(address: InetAddress, protocol: Transport): boolean {
  using socket = inetSocket(familyOf(address.ip) ?? AF_INET6, protocol);
  // Two that both set this may be bound to one port, as long as neither listens.
  setReuseAddress(socket);
  try {
    bindInet(socket, address);
    if (protocol === "tcp") listen(socket, 1);
    return false;
  } catch (error) {
    if (error instanceof SystemError && error.errno === EADDRINUSE) return true;
    throw error;
  }
}

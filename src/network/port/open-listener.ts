// The sockets on the host's side, opened as Go's `net.Listen` does, with errors in Podman's words.
import { AF_INET, AF_INET6, SOCK_NONBLOCK } from "../../../ffi/constants.ts";
import { EACCES, EAFNOSUPPORT, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { readFile } from "../../../ffi/file.ts";
import { familyOf, formatInetAddress, type InetFamily } from "../../../ffi/inet-address.ts";
import { bindInet, inetSocket } from "../../../ffi/inet-socket.ts";
import { listen } from "../../../ffi/socket.ts";
import { setDualStack, setReuseAddress } from "../../../ffi/socket-option.ts";
import type { PortProtocol } from "../../protocol/port-forwarder-config.ts";
import { NetworkError } from "../network-error.ts";
import { prepareConnection } from "./connection-options.ts";

/** The kernel takes less where net.core.somaxconn says so. */
const BACKLOG = 65_535;
const EVERY_IPV4 = "0.0.0.0";
const EVERY_IPV6 = "::";
const UNPRIVILEGED_PORTS = "net.ipv4.ip_unprivileged_port_start";

export interface ListenAddress {
  readonly protocol: PortProtocol;
  /** Empty for every address. */
  readonly ip: string;
  readonly port: number;
}

/**
 * A bound socket, non-blocking; listening for TCP. `tcp` and `udp` on every IPv4 address serve IPv6 as well, as
 * clients of Podman's forwarder are used to.
 *
 * @throws {NetworkError} in one line that people can act on
 */
export function openListener(address: ListenAddress): Fd {
  const plan = planFor(address);
  try {
    return open(address, plan);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    // A kernel without IPv6.
    if (plan.dualStack && error.errno === EAFNOSUPPORT) {
      return openListener({ ...address, protocol: address.protocol === "tcp" ? "tcp4" : "udp4" });
    }
    throw explain(address, error);
  }
}

interface Plan {
  readonly family: InetFamily;
  readonly ip: string;
  readonly dualStack: boolean;
}

function planFor({ protocol, ip }: ListenAddress): Plan {
  const wanted = protocol.endsWith("4") ? AF_INET : protocol.endsWith("6") ? AF_INET6 : undefined;
  if (ip === "" && wanted === AF_INET6) return { family: AF_INET6, ip: EVERY_IPV6, dualStack: false };
  const given = ip === "" ? EVERY_IPV4 : ip;
  const family = familyOf(given);
  if (family === undefined) throw new NetworkError(`invalid ParentIP: ${JSON.stringify(ip)}`);
  if (wanted !== undefined && wanted !== family) {
    throw new NetworkError(`listen ${protocol}: address ${given}: no suitable address found`);
  }
  const dualStack = wanted === undefined && (given === EVERY_IPV4 || given === EVERY_IPV6);
  return dualStack ? { family: AF_INET6, ip: EVERY_IPV6, dualStack } : { family, ip: given, dualStack };
}

function open({ protocol, port }: ListenAddress, { family, ip, dualStack }: Plan): Fd {
  using held = new DisposableStack();
  const transport = protocol.startsWith("tcp") ? "tcp" : "udp";
  const socket = held.use(inetSocket(family, transport, SOCK_NONBLOCK));
  if (dualStack) setDualStack(socket);
  if (transport === "tcp") {
    setReuseAddress(socket);
    prepareConnection(socket);
  }
  bindInet(socket, { ip, port });
  if (transport === "tcp") listen(socket, BACKLOG);
  held.move();
  return socket;
}

function explain({ protocol, ip, port }: ListenAddress, error: SystemError): NetworkError {
  const address = formatInetAddress({ ip: ip === "" ? EVERY_IPV4 : ip, port });
  const reason = error.reason.charAt(0).toLowerCase() + error.reason.slice(1);
  const text = `listen ${protocol} ${address}: ${error.syscall}: ${reason}`;
  return new NetworkError(error.errno === EACCES ? privileged(port, text) : text, { cause: error });
}

function privileged(port: number, text: string): string {
  const start = Number(new TextDecoder().decode(readFile(`/proc/sys/${UNPRIVILEGED_PORTS.replaceAll(".", "/")}`)));
  return (
    `cannot expose privileged port ${port}, you can add '${UNPRIVILEGED_PORTS}=${port}' to /etc/sysctl.conf ` +
    `(currently ${start}), or choose a larger port number (>= ${start}): ${text}`
  );
}

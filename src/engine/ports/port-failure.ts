// Why a port of the host cannot be had, in words for whoever has asked for it.
import { readFileSync } from "node:fs";
import { EACCES, EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, SystemError } from "../../../ffi/errno.ts";
import { formatInetAddress, type InetAddress } from "../../../ffi/inet-address.ts";
import { PortError, PortInUseError, PrivilegedPortError } from "../errors.ts";

/** Network namespaces have a value of their own each, and it holds for IPv6, too: ip(7). */
const UNPRIVILEGED_PORT_START = "net.ipv4.ip_unprivileged_port_start";

/**
 * What a failed socket(2), bind(2) or listen(2) means for a port.
 *
 * @param cause is kept; what is no `SystemError` comes back as it is
 */
export function portError({ ip, port }: InetAddress, protocol: string, cause: unknown): unknown {
  if (!(cause instanceof SystemError)) return cause;
  const subject = `Cannot bind ${formatInetAddress({ ip, port })}/${protocol}`;
  switch (cause.errno) {
    case EADDRINUSE:
      return new PortInUseError(`${subject}: the port is taken`, { cause });
    case EACCES:
      return deniedError(subject, port, cause);
    case EADDRNOTAVAIL:
      return new PortError(`${subject}: ${ip} is no address of this machine`, { cause });
    case EAFNOSUPPORT:
      return new PortError(`${subject}: this machine has no ${ip.includes(":") ? "IPv6" : "IPv4"}`, { cause });
    default:
      return new PortError(`${subject}: ${cause.syscall}: ${cause.code} (${cause.reason})`, { cause });
  }
}

function deniedError(subject: string, port: number, cause: SystemError): PortError {
  const start = unprivilegedPortStart();
  if (port >= start) return new PortError(`${subject}: ${cause.code} (${cause.reason})`, { cause });
  const rule = `${UNPRIVILEGED_PORT_START} is ${start}, and lower ports need CAP_NET_BIND_SERVICE`;
  return new PrivilegedPortError(`${subject}: ${rule}`, { cause });
}

function unprivilegedPortStart(): number {
  try {
    return Number(readFileSync(`/proc/sys/${UNPRIVILEGED_PORT_START.replaceAll(".", "/")}`, "latin1"));
  } catch {
    // As it was before Linux 4.11 had the setting.
    return 1024;
  }
}

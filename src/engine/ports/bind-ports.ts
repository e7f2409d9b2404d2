// Binds the published ports, for a monitor to hold: they are taken as long as it lives, whoever does the forwarding.
import type { Fd } from "../../../ffi/fd.ts";
import { checkMappings } from "./check-mappings.ts";
import { formatPortMapping, type PortMapping } from "./port-mapping.ts";
import { reservePorts } from "./reserve.ts";

/** Ports that are held here until they are disposed, and by every process that inherits the descriptors. */
export class BoundPorts implements Disposable {
  /** Close-on-exec; TCP and SCTP ones listen. */
  readonly fds: readonly Fd[];
  /** In the order in which they were asked for, with the host ports that were chosen. */
  readonly mappings: readonly PortMapping[];
  /** Ports that nobody holds, and why not. */
  readonly warnings: readonly string[];

  constructor(bound: Pick<BoundPorts, "fds" | "mappings" | "warnings">) {
    this.fds = bound.fds;
    this.mappings = bound.mappings;
    this.warnings = bound.warnings;
  }

  [Symbol.dispose](): void {
    for (const fd of this.fds) fd.close();
  }
}

/**
 * Binds every host port of the mappings, so that no other process can have it, and chooses those that are left open.
 * Without an address a port is bound on IPv4 and, where the machine has it, on IPv6. All of them or none.
 *
 * @throws {PortInUseError} another process has one
 * @throws {PrivilegedPortError} one is too low for an ordinary user
 * @throws {PortError} an address is not this machine's, one port is asked for twice, or the mapping makes no sense
 *
 * @example
 * ```ts
 * using ports = bindPorts([parsePortMapping("127.0.0.1::80")]);
 * console.log(ports.mappings[0]?.hostPort);
 * ```
 */
export function bindPorts(mappings: readonly PortMapping[]): BoundPorts {
  checkMappings(mappings);
  using stack = new DisposableStack();
  const fds: Fd[] = [];
  const warnings: string[] = [];
  const bind = (mapping: PortMapping): PortMapping => {
    const { hostIp: ip, hostPort, range: count, protocol } = mapping;
    const { first, sockets } = reservePorts({ ip, first: hostPort, count, protocol });
    for (const socket of sockets) fds.push(stack.use(socket));
    if (sockets.length === 0) warnings.push(unreserved(mapping));
    return { ...mapping, hostPort: first };
  };
  // A port that is chosen first could be one that is asked for afterwards.
  const fixed = new Map(mappings.filter(({ hostPort }) => hostPort !== 0).map((mapping) => [mapping, bind(mapping)]));
  const bound = new BoundPorts({
    fds,
    warnings,
    mappings: mappings.map((mapping) => fixed.get(mapping) ?? bind(mapping)),
  });
  stack.move();
  return bound;
}

function unreserved(mapping: PortMapping): string {
  return `Host port of ${formatPortMapping(mapping)} is not reserved: this kernel has no ${mapping.protocol}`;
}

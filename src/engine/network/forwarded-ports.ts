// Published ports in the form that forwarders take.
import type { ForwardedPorts } from "../../protocol/port-forwarder-config.ts";
import { PortError } from "../errors.ts";
import { bindPorts } from "../ports/bind-ports.ts";
import { formatPortMapping, type PortMapping } from "../ports/port-mapping.ts";

/**
 * The mappings with a host port for each that was left open. It is free now: nobody can hold it until the forwarder, which
 * listens itself, does.
 *
 * @throws {PortInUseError} {PrivilegedPortError} {PortError} for a port that cannot be had, before anything is started
 */
export function chosenPorts(mappings: readonly PortMapping[]): readonly PortMapping[] {
  for (const mapping of mappings) {
    if (mapping.protocol === "sctp") {
      throw new PortError(`Cannot forward ${formatPortMapping(mapping)}: only tcp and udp can be forwarded`);
    }
  }
  using bound = bindPorts(mappings);
  return bound.mappings;
}

export function forwardedPorts(mappings: readonly PortMapping[]): ForwardedPorts[] {
  return mappings.map(({ hostIp, hostPort, containerPort, range, protocol }) => ({
    hostIp,
    hostPort,
    containerPort,
    range,
    protocol: protocol === "udp" ? "udp" : "tcp",
  }));
}

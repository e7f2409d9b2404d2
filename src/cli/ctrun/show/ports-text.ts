// Published ports as Podman shows them to people, and to programs that inspect.
import type { PortMapping } from "../../../engine/ports/port-mapping.ts";

/** By the container's ports, `80/tcp`: where each leads from. */
export type PortMap = Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>>;

const ALL_ADDRESSES = "0.0.0.0";

/** `127.0.0.1:8080->80/tcp, 0.0.0.0:53->53/udp`. */
export function portsText(ports: readonly PortMapping[]): string {
  return ports.map(portText).join(", ");
}

/** Each port of the container's on a line of its own, as `podman port` has it: `80/tcp -> 127.0.0.1:8080`. */
export function portLines(ports: readonly PortMapping[]): string[] {
  return ports.flatMap(singlePorts).map(({ port, address }) => `${port} -> ${address}`);
}

/** As in Podman's `NetworkSettings.Ports`. */
export function portMap(ports: readonly PortMapping[]): PortMap {
  const map: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { port, ip, host } of ports.flatMap(singlePorts)) {
    map[port] = [...(map[port] ?? []), { HostIp: ip, HostPort: host }];
  }
  return map;
}

function portText({ hostIp, hostPort, containerPort, protocol, range }: PortMapping): string {
  const row = (first: number): string => (range === 1 ? `${first}` : `${first}-${first + range - 1}`);
  const host = hostPort === 0 ? "" : `${bracketed(hostIp || ALL_ADDRESSES)}:${row(hostPort)}->`;
  return `${host}${row(containerPort)}/${protocol}`;
}

interface SinglePort {
  readonly port: string;
  readonly ip: string;
  /** Empty as long as none was chosen. */
  readonly host: string;
  readonly address: string;
}

function singlePorts({ hostIp, hostPort, containerPort, protocol, range }: PortMapping): SinglePort[] {
  const ip = hostIp || ALL_ADDRESSES;
  return Array.from({ length: range }, (_, index) => {
    const host = hostPort === 0 ? "" : String(hostPort + index);
    return { port: `${containerPort + index}/${protocol}`, ip, host, address: `${bracketed(ip)}:${host}` };
  });
}

function bracketed(ip: string): string {
  return ip.includes(":") ? `[${ip}]` : ip;
}

// What an engine tells the port forwarder on stdin: Podman's JSON for its `rootlessport`, read and written.
import * as v from "valibot";
import { ValidationError } from "./validation-error.ts";

/** The protocols that are forwarded; a digit restricts the listening side to one family. */
export const PORT_PROTOCOLS = ["tcp", "tcp4", "tcp6", "udp", "udp4", "udp6"] as const;
export type PortProtocol = (typeof PORT_PROTOCOLS)[number];

/** Ports in a row that are forwarded alike. */
export interface ForwardedPorts {
  readonly protocol: PortProtocol;
  /** Where to listen; empty: on every address. */
  readonly hostIp: string;
  /** The first of each; from 1 to 65535, as is the last. */
  readonly hostPort: number;
  readonly containerPort: number;
  /** How many, at least 1. */
  readonly range: number;
}

export interface PortForwarderConfig {
  readonly mappings: readonly ForwardedPorts[];
  /** A network namespace: a bind mount or a file of /proc. */
  readonly netnsPath: string;
  /** An inherited descriptor: the forwarder ends when it is at its end. */
  readonly exitFd: number;
  /** An inherited descriptor: `1` is written to it, and it is closed, when every port listens. */
  readonly readyFd: number;
  /** Where the engine keeps what does not outlive a boot; empty: nowhere. */
  readonly tmpDir: string;
  /** What to connect to in the namespace; empty: 127.0.0.1. */
  readonly childIp: string;
  /** Names the socket by which `childIp` can be changed. */
  readonly containerId: string;
  /** Whether there is such a socket: the address changes when networks are connected and disconnected. */
  readonly rootlessCni: boolean;
}

/**
 * Reads the configuration.
 *
 * `Mappings` come as Podman 4 and later write them (`host_ip`, `host_port`, `container_port`, `range`, `protocol`,
 * which may be several: `tcp,udp`) or as Podman 1 to 3 do (`hostIP`, `hostPort`, `containerPort`, `protocol`).
 *
 * @throws {ValidationError} in one line, in Podman's words where Podman refuses the same
 */
export function parsePortForwarderConfig(text: string): PortForwarderConfig {
  const result = v.safeParse(Config, parseJson(text));
  if (!result.success) {
    const [issue] = result.issues;
    const where = v.getDotPath(issue);
    throw new ValidationError(`invalid configuration: ${where === null ? "" : `${where}: `}${issue.message}`);
  }
  const { NetNSPath, ExitFD, ReadyFD, Mappings, TmpDir, ChildIP, ContainerID, RootlessCNI } = result.output;
  if (NetNSPath === "") throw new ValidationError("missing NetNSPath");
  if (ExitFD <= 0) throw new ValidationError("missing ExitFD");
  if (ReadyFD <= 0) throw new ValidationError("missing ReadyFD");
  return {
    mappings: (Mappings ?? []).flatMap(portsOf),
    netnsPath: NetNSPath,
    exitFd: ExitFD,
    readyFd: ReadyFD,
    tmpDir: TmpDir,
    childIp: ChildIP,
    containerId: ContainerID,
    rootlessCni: RootlessCNI,
  };
}

/** Writes a configuration for our forwarder or Podman's own, in the form of Podman 4 and later. */
export function renderPortForwarderConfig(config: PortForwarderConfig): string {
  return JSON.stringify({
    Mappings: config.mappings.map(({ hostIp, containerPort, hostPort, range, protocol }) => ({
      host_ip: hostIp,
      container_port: containerPort,
      host_port: hostPort,
      range,
      protocol,
    })),
    NetNSPath: config.netnsPath,
    ExitFD: config.exitFd,
    ReadyFD: config.readyFd,
    TmpDir: config.tmpDir,
    ChildIP: config.childIp,
    ContainerID: config.containerId,
    RootlessCNI: config.rootlessCni,
  });
}

const LAST_PORT = 65_535;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_PORT));
const descriptor = v.optional(v.pipe(v.number(), v.integer()), 0);
const text = v.optional(v.string(), "");

const Mapping = v.union(
  [
    v.object({
      host_ip: text,
      host_port: count,
      container_port: count,
      range: v.optional(count, 1),
      protocol: text,
    }),
    v.pipe(
      v.object({ hostIP: text, hostPort: count, containerPort: count, protocol: text }),
      v.transform(({ hostIP, hostPort, containerPort, protocol }) => ({
        host_ip: hostIP,
        host_port: hostPort,
        container_port: containerPort,
        range: 1,
        protocol,
      })),
    ),
  ],
  "not a mapping with host_port and container_port, or hostPort and containerPort, from 0 to 65535",
);

const Config = v.object({
  // Go writes an empty list as null.
  Mappings: v.optional(v.nullable(v.array(Mapping))),
  NetNSPath: text,
  ExitFD: descriptor,
  ReadyFD: descriptor,
  TmpDir: text,
  ChildIP: text,
  ContainerID: text,
  RootlessCNI: v.optional(v.boolean(), false),
});

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ValidationError(`invalid configuration: not JSON: ${reason}`);
  }
}

function portsOf(mapping: v.InferOutput<typeof Mapping>): ForwardedPorts[] {
  const { host_ip: hostIp, host_port: hostPort, container_port: containerPort, range } = mapping;
  // Podman's opens nothing then, and reports that it is ready.
  if (range === 0) throw new ValidationError(`invalid range: 0 ports from ${hostPort} on`);
  checkPorts("ParentPort", hostPort, range);
  checkPorts("ChildPort", containerPort, range);
  return mapping.protocol.split(",").map((protocol) => ({
    protocol: portProtocol(protocol, hostPort),
    hostIp,
    hostPort,
    containerPort,
    range,
  }));
}

function checkPorts(name: string, first: number, range: number): void {
  if (first === 0) throw new ValidationError(`invalid ${name}: 0`);
  const last = first + range - 1;
  if (last > LAST_PORT) throw new ValidationError(`invalid ${name}: ${last}, the last of ${range} from ${first} on`);
}

function portProtocol(name: string, port: number): PortProtocol {
  const protocol = PORT_PROTOCOLS.find((known) => known === name);
  if (protocol !== undefined) return protocol;
  if (name.startsWith("sctp")) {
    throw new ValidationError(`cannot forward ${name} port ${port}: only tcp and udp can be forwarded`);
  }
  throw new ValidationError(`unknown proto: ${JSON.stringify(name)}`);
}

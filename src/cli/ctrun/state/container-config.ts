// What was asked for when a container was created: it stays the same until the container is removed.
import * as v from "valibot";
import type { PortMapping } from "../../../engine/ports/port-mapping.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());

const portMapping = v.object({
  hostIp: v.string(),
  hostPort: count,
  containerPort: count,
  protocol: v.picklist(["tcp", "udp", "sctp"]),
  range: count,
});

const log = v.object({
  driver: v.picklist(["k8s-file", "json-file", "journald", "none", "passthrough"]),
  /** Only for the drivers that write files. */
  path: v.optional(v.string()),
  /** Bytes after which the file is begun anew. */
  maxSize: v.optional(v.number()),
  tag: v.optional(v.string()),
  labels: v.optional(texts),
});

/** The configuration as it is kept in the database. What the runtime needs besides is in the bundle's config.json. */
export const ContainerConfigSchema = v.object({
  rootfs: v.string(),
  /** The command and its arguments. */
  command: texts,
  hostname: v.optional(v.string()),
  terminal: v.boolean(),
  /** Whether its stdin is kept open for clients. */
  interactive: v.boolean(),
  /** Whether it is removed as soon as it has ended. */
  autoRemove: v.boolean(),
  network: v.picklist(["none", "host", "slirp4netns"]),
  slirpOptions: v.optional(texts),
  /** As they were asked for: a host port of 0 is chosen at each start. */
  ports: v.array(portMapping),
  log,
  runtime: v.string(),
  monitor: v.string(),
  cgroupManager: v.picklist(["cgroupfs", "systemd", "disabled"]),
  /** A path on the hierarchies, or a slice of systemd's; empty without cgroups. */
  cgroupParent: v.string(),
  stopSignal: count,
  /** Seconds between the stop signal and SIGKILL. */
  stopTimeout: v.number(),
  /** Seconds that the container may run. */
  timeLimit: v.optional(count),
  detachKeys: v.optional(v.string()),
  /** Where else the container's pid is to be written. */
  pidfile: v.optional(v.string()),
  annotations: v.record(v.string(), v.string()),
});

export type ContainerConfig = v.InferOutput<typeof ContainerConfigSchema>;
export type LogConfig = ContainerConfig["log"];

/** @throws {Error} when the text is not what `JSON.stringify` made of a configuration */
export function parseConfig(text: string): ContainerConfig {
  return checked(ContainerConfigSchema, text);
}

/** The same for published ports. */
export function parsePorts(text: string): PortMapping[] {
  return checked(v.array(portMapping), text);
}

function checked<const Schema extends v.GenericSchema>(schema: Schema, text: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, JSON.parse(text));
  if (result.success) return result.output;
  throw new Error(`The database holds what this ctrun cannot read: ${v.summarize(result.issues)}`);
}

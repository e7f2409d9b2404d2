// One container as `ctrun inspect` shows it. Names and meanings are Podman's; fields are only ever added.
import type { OciSpec } from "../../../engine/spec/oci-spec.ts";
import { attachTarget, filesOf, placeOf } from "../life/place.ts";
import { containerAddress } from "../run/network.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { StateDirectories } from "../state/directories.ts";
import { signalName } from "../values/signal-name.ts";
import { type PortMap, portMap } from "./ports-text.ts";

/** Times are in ISO 8601, and empty for what has not happened. Paths are absolute. */
export interface Inspection {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  /** The program, and its arguments. */
  readonly Path: string;
  readonly Args: readonly string[];
  readonly State: {
    /** As in `ps`. */
    readonly Status: string;
    readonly Running: boolean;
    /** Whether memory has run out in it, and the kernel has killed something. */
    readonly OOMKilled: boolean;
    /** 0 when it does not run. */
    readonly Pid: number;
    /** Of its monitor. */
    readonly ConmonPid: number;
    readonly ExitCode: number;
    /** Why it could not be started, or its exit code is not known. */
    readonly Error: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
  readonly Rootfs: string;
  readonly OCIRuntime: string;
  readonly OCIConfigPath: string;
  readonly Monitor: string;
  readonly PidFile: string;
  readonly ConmonPidFile: string;
  readonly AttachSocket: string;
  readonly HostConfig: {
    readonly AutoRemove: boolean;
    readonly NetworkMode: string;
    readonly CgroupManager: string;
    readonly CgroupParent: string;
    readonly LogConfig: { readonly Type: string; readonly Path: string; readonly Size: string; readonly Tag: string };
    /** As they were asked for. */
    readonly PortBindings: PortMap;
    readonly ReadonlyRootfs: boolean;
  };
  readonly NetworkSettings: {
    /** Empty where it has none of its own. */
    readonly IPAddress: string;
    /** As they were bound. */
    readonly Ports: PortMap;
  };
  readonly Mounts: readonly { readonly Type: string; readonly Source: string; readonly Destination: string }[];
  readonly Config: {
    readonly Hostname: string;
    /** `UID:GID`. */
    readonly User: string;
    readonly Env: readonly string[];
    readonly Cmd: readonly string[];
    readonly WorkingDir: string;
    readonly Tty: boolean;
    readonly OpenStdin: boolean;
    readonly StopSignal: string;
    /** Seconds. */
    readonly StopTimeout: number;
    /** Seconds; 0 for no limit. */
    readonly Timeout: number;
    readonly Annotations: Readonly<Record<string, string>>;
  };
}

/** @param spec what is in the bundle; undefined while the container is being created or removed */
export function inspection(
  record: ContainerRecord,
  directories: StateDirectories,
  spec: OciSpec | undefined,
): Inspection {
  const { id, name, config } = record;
  const place = placeOf(record, directories);
  const [path = "", ...args] = config.command;
  return {
    Id: id,
    Name: name,
    Created: time(record.createdAt),
    Path: path,
    Args: args,
    State: stateOf(record),
    Rootfs: config.rootfs,
    OCIRuntime: config.runtime,
    OCIConfigPath: `${filesOf(id, directories).bundle}/config.json`,
    Monitor: config.monitor,
    PidFile: place.pidfile,
    ConmonPidFile: place.monitorPidfile,
    AttachSocket: attachTarget(place).socket,
    HostConfig: hostConfigOf(record, spec),
    NetworkSettings: { IPAddress: containerAddress(config) ?? "", Ports: portMap(record.ports) },
    Mounts: (spec?.mounts ?? [])
      .filter(({ type }) => type === "bind")
      .map(({ type = "", source = "", destination }) => ({ Type: type, Source: source, Destination: destination })),
    Config: configOf(record, spec),
  };
}

function stateOf(record: ContainerRecord): Inspection["State"] {
  return {
    Status: record.state,
    Running: record.state === "running",
    OOMKilled: record.outOfMemory,
    Pid: record.pid ?? 0,
    ConmonPid: record.state === "running" ? (record.monitor?.pid ?? 0) : 0,
    ExitCode: record.exitCode ?? 0,
    Error: record.error ?? "",
    StartedAt: time(record.startedAt),
    FinishedAt: time(record.finishedAt),
  };
}

function hostConfigOf({ config }: ContainerRecord, spec: OciSpec | undefined): Inspection["HostConfig"] {
  const { log } = config;
  return {
    AutoRemove: config.autoRemove,
    NetworkMode: config.network,
    CgroupManager: config.cgroupManager,
    CgroupParent: config.cgroupParent,
    LogConfig: { Type: log.driver, Path: log.path ?? "", Size: String(log.maxSize ?? ""), Tag: log.tag ?? "" },
    PortBindings: portMap(config.ports),
    ReadonlyRootfs: spec?.root?.readonly ?? false,
  };
}

function configOf({ config }: ContainerRecord, spec: OciSpec | undefined): Inspection["Config"] {
  const { uid = 0, gid = 0 } = spec?.process?.user ?? {};
  return {
    Hostname: config.hostname ?? "",
    User: `${uid}:${gid}`,
    Env: spec?.process?.env ?? [],
    Cmd: config.command,
    WorkingDir: spec?.process?.cwd ?? "/",
    Tty: config.terminal,
    OpenStdin: config.interactive,
    StopSignal: signalName(config.stopSignal),
    StopTimeout: config.stopTimeout,
    Timeout: config.timeLimit ?? 0,
    Annotations: config.annotations,
  };
}

function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? "" : new Date(milliseconds).toISOString();
}

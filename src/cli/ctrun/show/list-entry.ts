// One container as `ctrun ps --format json` shows it. Names and meanings are Podman's; fields are only ever added.
import type { ContainerRecord } from "../state/container-record.ts";
import { statusText } from "./status-text.ts";

export interface ListEntry {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Command: readonly string[];
  readonly Rootfs: string;
  /** Seconds since 1970. */
  readonly Created: number;
  /** The same in ISO 8601. */
  readonly CreatedAt: string;
  /** `created`, `running`, `exited`; `creating`, `starting` and `removing` while a ctrun is at work on it. */
  readonly State: string;
  /** For people: `Up 3 minutes`. */
  readonly Status: string;
  /** Seconds since 1970; 0 when it was never started. */
  readonly StartedAt: number;
  /** The same for its last end. */
  readonly ExitedAt: number;
  readonly Exited: boolean;
  /** Of its last run; 0 as long as there is none. */
  readonly ExitCode: number;
  /** Of its first process; 0 when it does not run. */
  readonly Pid: number;
  readonly Networks: readonly string[];
  readonly Ports: readonly ListedPort[];
  readonly AutoRemove: boolean;
}

export interface ListedPort {
  /** Empty: all addresses. */
  readonly host_ip: string;
  readonly host_port: number;
  readonly container_port: number;
  readonly protocol: string;
  /** How many in a row. */
  readonly range: number;
}

/** @param now milliseconds since 1970 */
export function listEntry(record: ContainerRecord, now: number): ListEntry {
  const { id, name, state, config, createdAt, startedAt = 0, finishedAt = 0, exitCode = 0, pid = 0 } = record;
  return {
    Id: id,
    Names: [name],
    Command: config.command,
    Rootfs: config.rootfs,
    Created: seconds(createdAt),
    CreatedAt: new Date(createdAt).toISOString(),
    State: state,
    Status: statusText(record, now),
    StartedAt: seconds(startedAt),
    ExitedAt: seconds(finishedAt),
    Exited: state === "exited",
    ExitCode: exitCode,
    Pid: pid,
    Networks: [config.network],
    Ports: record.ports.map((port) => ({
      host_ip: port.hostIp,
      host_port: port.hostPort,
      container_port: port.containerPort,
      protocol: port.protocol,
      range: port.range,
    })),
    AutoRemove: config.autoRemove,
  };
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

// Records as rows of the database, and back.
import { parseConfig, parsePorts } from "./container-config.ts";
import type { ContainerProgress, ContainerRecord, ContainerState } from "./container-record.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** The columns that change, by the names of their parameters. */
export interface ProgressRow {
  readonly state: ContainerState;
  readonly owner_pid: number | null;
  readonly owner_start: number | null;
  readonly keeper_pid: number | null;
  readonly keeper_start: number | null;
  readonly boot_id: string;
  readonly pid: number | null;
  readonly monitor_pid: number | null;
  readonly monitor_start: number | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly exit_code: number | null;
  readonly out_of_memory: number;
  readonly error: string | null;
  readonly ports: string;
}

export interface Row extends ProgressRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly config: string;
}

export function progressRow(progress: ContainerProgress): ProgressRow {
  return {
    state: progress.state,
    owner_pid: progress.owner?.pid ?? null,
    owner_start: progress.owner?.startTime ?? null,
    keeper_pid: progress.keeper?.pid ?? null,
    keeper_start: progress.keeper?.startTime ?? null,
    boot_id: progress.bootId,
    pid: progress.pid ?? null,
    monitor_pid: progress.monitor?.pid ?? null,
    monitor_start: progress.monitor?.startTime ?? null,
    started_at: progress.startedAt ?? null,
    finished_at: progress.finishedAt ?? null,
    exit_code: progress.exitCode ?? null,
    out_of_memory: progress.outOfMemory ? 1 : 0,
    error: progress.error ?? null,
    ports: JSON.stringify(progress.ports),
  };
}

export function rowOf(record: ContainerRecord): Row {
  const { id, name, createdAt, config } = record;
  return { id, name, created_at: createdAt, config: JSON.stringify(config), ...progressRow(record) };
}

/** @throws {Error} when the configuration in it cannot be read */
export function recordOf(row: Row): ContainerRecord {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    owner: identity(row.owner_pid, row.owner_start),
    keeper: identity(row.keeper_pid, row.keeper_start),
    bootId: row.boot_id,
    pid: row.pid ?? undefined,
    monitor: identity(row.monitor_pid, row.monitor_start),
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    exitCode: row.exit_code ?? undefined,
    outOfMemory: row.out_of_memory !== 0,
    error: row.error ?? undefined,
    ports: parsePorts(row.ports),
    config: parseConfig(row.config),
  };
}

function identity(pid: number | null, startTime: number | null): ProcessIdentity | undefined {
  return pid === null || startTime === null ? undefined : { pid, startTime };
}

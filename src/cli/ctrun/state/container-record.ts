// A container as the database has it.
import type { PortMapping } from "../../../engine/ports/port-mapping.ts";
import type { ContainerConfig } from "./container-config.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/**
 * In the life of a container: `creating` (its files), `created` and never started, `starting` (monitor and runtime are
 * at work), `running` (in the monitor's hands), `exited`, `removing`. Wherever a ctrun process is at work, it is the
 * owner; when that is gone, somebody has killed it, and the next ctrun finishes or undoes what it has begun.
 */
export type ContainerState = "creating" | "created" | "starting" | "running" | "exited" | "removing";

export interface ContainerRecord extends ContainerProgress {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly config: ContainerConfig;
}

/** What changes in the course of a container's life. */
export interface ContainerProgress {
  readonly state: ContainerState;
  readonly owner?: ProcessIdentity | undefined;
  /** The ctrun process in the foreground that hands on the exit code, and then removes the container if it is to be. */
  readonly keeper?: ProcessIdentity | undefined;
  /** The run of the machine in which it was created or last started. */
  readonly bootId: string;
  /** Of the container's first process. */
  readonly pid?: number | undefined;
  readonly monitor?: ProcessIdentity | undefined;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly outOfMemory: boolean;
  /** Why it could not be started, or why its exit code is not known. */
  readonly error?: string | undefined;
  /** What is published: as it was asked for, and once it was started, as it was bound. */
  readonly ports: readonly PortMapping[];
}

// The monitor's environment: ours, without what is meant for us alone, and with what the container's programs need.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { cString } from "../../../ffi/os-string.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import {
  ATTACH_PIPE,
  LISTEN_FDNAMES,
  LISTEN_FDS,
  LISTEN_PID,
  NOTIFY_SOCKET,
  START_PIPE,
  SYNC_PIPE,
} from "../../protocol/environment.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

export interface EnvironmentRequest {
  /** The caller's own additions. */
  readonly extra?: Variables | undefined;
  /** The pipes' numbers. */
  readonly pipes: Variables;
  /** How many sockets the container is activated with. */
  readonly listenFds: number;
}

/**
 * Meant for this process: its service manager's socket, which a container would answer to in its place, the sockets that
 * it was activated with, and the pipes of a monitor that it may itself be a part of.
 */
const OURS_ALONE: readonly string[] = [
  NOTIFY_SOCKET,
  LISTEN_PID,
  LISTEN_FDS,
  LISTEN_FDNAMES,
  SYNC_PIPE,
  START_PIPE,
  ATTACH_PIPE,
];

/**
 * Puts the environment together. What a rootless engine has found out about its user namespace (`_CONTAINERS_…`) goes on
 * as it is; XDG_RUNTIME_DIR and HOME are found if we have none, because the runtime and the exit command look for their
 * files there.
 *
 * @param own ours; the process's own by default
 */
export function monitorEnvironment(request: EnvironmentRequest, own: Variables = process.env): CStrings {
  const { extra, pipes, listenFds } = request;
  const inherited = Object.entries(own).filter(([name]) => !OURS_ALONE.includes(name));
  const variables: Variables = {
    XDG_RUNTIME_DIR: runtimeDirectory(),
    HOME: homedir(),
    ...Object.fromEntries(inherited),
    ...extra,
    ...(listenFds === 0 ? {} : activation(listenFds)),
    ...pipes,
  };
  return Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : cString(`${name}=${value}`)));
}

/** In the container the first process is 1; the monitor puts the runtime's own pid there, which puts the 1 back. */
function activation(count: number): Variables {
  return { [LISTEN_FDS]: String(count), [LISTEN_PID]: "1" };
}

/** Where a session manager makes it, pam_systemd(8); root needs none. */
function runtimeDirectory(): string | undefined {
  const directory = `/run/user/${process.getuid?.() ?? 0}`;
  return existsSync(directory) ? directory : undefined;
}

// The options that every monitor gets, for a container or a session in it.
import type { LogTarget } from "../../protocol/log-target.ts";
import type { MonitorOptions } from "../../protocol/option-table.ts";
import type { MonitorProgram, RuntimeProgram } from "../place.ts";

/** What the two kinds have in common, under names of their own. */
export interface Monitored {
  /** Of the container, for a session too. */
  readonly id: string;
  /** Of the container or the session: names the directory of its sockets. */
  readonly uuid: string;
  /** Where sockets and FIFOs are made. */
  readonly bundle: string;
  readonly runtime: RuntimeProgram;
  readonly monitor: MonitorProgram;
  readonly pidfile: string;
  readonly monitorPidfile: string;
  readonly ociLog: string;
  readonly exitDir: string;
  readonly persistDir?: string | undefined;
  readonly socketDir: string;
  readonly logs: readonly LogTarget[];
}

const CRUN = /(?:^|\/)crun$/;

/**
 * Says it all in a monitor's options.
 *
 * @param cgroups whether the container has any; without, crun must be told (runc has no word for it)
 */
export function monitorOptions(monitored: Monitored, { cgroups }: { readonly cgroups: boolean }): MonitorOptions {
  const { runtime, monitor, persistDir } = monitored;
  return {
    ...NOTHING,
    apiVersion: true,
    cid: monitored.id,
    cuuid: monitored.uuid,
    bundle: monitored.bundle,
    containerPidfile: monitored.pidfile,
    conmonPidfile: monitored.monitorPidfile,
    exitDir: monitored.exitDir,
    ...(persistDir === undefined ? {} : { persistDir }),
    socketDirPath: monitored.socketDir,
    runtime: runtime.path,
    runtimeArg: runtimeArguments(monitored, cgroups),
    systemdCgroup: cgroups && runtime.systemdCgroup === true,
    logPath: monitored.logs.length === 0 ? ["none"] : monitored.logs.map(logPath),
    ...(monitor.logLevel === undefined ? {} : { logLevel: monitor.logLevel }),
    // As Podman does: a monitor has no other place for its messages.
    syslog: monitor.logLevel === "debug",
  };
}

function runtimeArguments({ runtime, ociLog }: Monitored, cgroups: boolean): string[] {
  const { path, args = [], jsonLog = true } = runtime;
  const log = jsonLog ? ["--log-format=json", "--log", ociLog] : [];
  const noCgroups = !cgroups && CRUN.test(path) ? ["--cgroup-manager", "disabled"] : [];
  return [...args, ...log, ...noCgroups];
}

function logPath(target: LogTarget): string {
  return "path" in target ? `${target.driver}:${target.path}` : target.driver;
}

const NOTHING: MonitorOptions = {
  apiVersion: false,
  runtimeArg: [],
  runtimeOpt: [],
  systemdCgroup: false,
  noPivot: false,
  noNewKeyring: false,
  exec: false,
  execAttach: false,
  terminal: false,
  stdin: false,
  leaveStdinOpen: false,
  fullAttach: false,
  logPath: [],
  logRotate: false,
  logAllowlistDir: [],
  logLabel: [],
  noContainerPartialMessage: false,
  noSyncLog: false,
  exitCommandArg: [],
  sync: false,
  replaceListenPid: false,
  syslog: false,
  version: false,
  help: false,
};

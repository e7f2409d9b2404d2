// The options that every monitor gets, for a container or a session in it.
import type { LogTarget } from "../../protocol/log-target.ts";
import type { MonitorOptions } from "../../protocol/option-table.ts";
import type { ContainerPlace } from "../place.ts";

/**
 * A container's place, or a session's under the same names: its directories and files are its own then, and only the id
 * is the container's.
 */
export interface Monitored extends ContainerPlace {
  /** Of the container or the session: names the link to its sockets. */
  readonly uuid: string;
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

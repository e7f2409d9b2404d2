// The monitor's options for a container that is created or restored.
import type { MonitorOptions } from "../../protocol/option-table.ts";
import { monitorOptions } from "../spawn/monitor-options.ts";
import type { CreateOptions, RestoreOptions } from "./create-options.ts";

/** Renders what the engine asks for in the monitor's own terms. */
export function createArgv(options: CreateOptions): MonitorOptions {
  const { place, restore, exitCommand = [], cgroup, logLabels = {} } = options;
  const [command, ...commandArgs] = exitCommand;
  return {
    ...monitorOptions({ ...place, uuid: place.id }, { cgroups: cgroup?.manager !== "disabled" }),
    ...given({
      name: options.name,
      restore: restore?.directory,
      logSizeMax: options.logSizeMax,
      logTag: options.logTag,
      exitCommand: command,
      exitDelay: options.exitDelay,
      timeout: options.timeLimit,
      sdnotifySocket: options.sdnotifySocket,
    }),
    exitCommandArg: commandArgs,
    logLabel: Object.entries(logLabels).map(([name, value]) => `${name}=${value}`),
    terminal: options.terminal === true,
    // With a terminal, `-i` means nothing: it carries both ways.
    stdin: options.stdin === true && options.terminal !== true,
    leaveStdinOpen: options.leaveStdinOpen === true,
    noPivot: options.noPivot === true,
    noNewKeyring: options.noNewKeyring === true,
    // The runtime takes the sockets only if LISTEN_PID is its own pid, which the monitor alone can see to.
    replaceListenPid: (options.listenFds ?? []).length > 0,
    runtimeOpt: [...preserve(options), ...(restore === undefined ? [] : restoreArgs(restore))],
  };
}

/** Tells the runtime how many descriptors the container keeps, besides those of socket activation. */
export function preserve({ preserveFds = [] }: Pick<CreateOptions, "preserveFds">): string[] {
  return preserveFds.length === 0 ? [] : ["--preserve-fds", String(preserveFds.length)];
}

function restoreArgs({ tcpEstablished, tcpClose, fileLocks }: RestoreOptions): string[] {
  return [
    ...(tcpEstablished === true ? ["--tcp-established"] : []),
    ...(tcpClose === true ? ["--tcp-close"] : []),
    ...(fileLocks === true ? ["--file-locks"] : []),
  ];
}

type Scalars = Pick<
  MonitorOptions,
  "name" | "restore" | "logSizeMax" | "logTag" | "exitCommand" | "exitDelay" | "timeout" | "sdnotifySocket"
>;

/** An option that is not given is a missing property. */
function given(scalars: { readonly [Key in keyof Scalars]: Scalars[Key] | undefined }): Scalars {
  return Object.fromEntries(Object.entries(scalars).filter(([, value]) => value !== undefined));
}

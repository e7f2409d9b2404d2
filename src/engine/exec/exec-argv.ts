// The monitor's options for an exec session.
import type { MonitorOptions } from "../../protocol/option-table.ts";
import type { ContainerPlace } from "../place.ts";
import { monitorOptions } from "../spawn/monitor-options.ts";
import type { ExecOptions } from "./exec-options.ts";
import type { ExecPlace } from "./exec-place.ts";

export interface ExecRequest {
  readonly container: ContainerPlace;
  readonly session: ExecPlace;
  readonly options: ExecOptions;
  /** Path of process.json. */
  readonly processSpec: string;
  /** Whether the command waits until somebody has attached. */
  readonly attached: boolean;
}

/** Renders a session in the monitor's own terms: everything but the container's id and programs is the session's. */
export function execArgv({ container, session, options, processSpec, attached }: ExecRequest): MonitorOptions {
  const { exitCommand = [], preserveFds = [] } = options;
  const [command, ...commandArgs] = exitCommand;
  const { id, runtime, monitor } = container;
  const { id: uuid, directory: bundle } = session;
  const common = { ...session, id, uuid, bundle, runtime, monitor, logs: options.logs ?? [] };
  return {
    ...monitorOptions(common, { cgroups: options.cgroup?.manager !== "disabled" }),
    exec: true,
    execProcessSpec: processSpec,
    execAttach: attached,
    terminal: options.terminal === true,
    stdin: options.stdin === true && options.terminal !== true,
    ...(command === undefined ? {} : { exitCommand: command }),
    exitCommandArg: commandArgs,
    ...(options.timeLimit === undefined ? {} : { timeout: options.timeLimit }),
    runtimeOpt: preserveFds.length === 0 ? [] : ["--preserve-fds", String(preserveFds.length)],
  };
}

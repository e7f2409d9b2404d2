// Socket activation: LISTEN_PID must name the process that is to take the descriptors, which is the runtime.
import { cString } from "../../../ffi/os-string.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import { LISTEN_PID } from "../../protocol/environment.ts";
import { variable } from "../launch/pipes.ts";

const SHELL = "/bin/sh";
/** exec keeps the pid, so that the shell's own is the runtime's. */
const REPLACE = `${LISTEN_PID}=$$ exec "$0" "$@"`;
/** What shells put into the environment of their own accord. */
const SHELL_VARIABLES: readonly string[] = ["PWD", "OLDPWD", "SHLVL"];

export interface Program {
  readonly path: string;
  readonly argv: CStrings;
}

/**
 * Whether the variable is meant for the runtime: it names the monitor, or the engine says that it is to be replaced.
 *
 * @throws {Error} when it is there but no pid
 */
export function replacesListenPid(environment: CStrings, options: { readonly replaceListenPid: boolean }): boolean {
  const value = variable(environment, LISTEN_PID);
  if (value === undefined) return false;
  if (!/^\s*\+?[0-9]+$/.test(value) || Number(value) < 1)
    throw new Error(`Invalid ${LISTEN_PID} ${JSON.stringify(value)}`);
  return options.replaceListenPid || Number(value) === process.pid;
}

/**
 * The program, started by a shell that sets LISTEN_PID to its own pid first: a process cannot be given its own pid in
 * its environment by the one who starts it.
 *
 * @param environment what the program is to have: the shell adds nothing to it
 */
export function withOwnListenPid({ path, argv }: Program, environment: CStrings): Program {
  const named = path.includes("/") ? path : `./${path}`;
  const added = SHELL_VARIABLES.filter((name) => variable(environment, name) === undefined);
  const script = added.length === 0 ? REPLACE : `unset ${added.join(" ")}; ${REPLACE}`;
  return { path: SHELL, argv: [SHELL, "-c", script, named].map(cString).concat(argv.slice(1)) };
}

// Starting the OCI runtime, with exactly what it and the container are to inherit.
import { O_RDONLY, O_WRONLY } from "../../../ffi/constants.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open, readFile } from "../../../ffi/file.ts";
import { cString, decodeOsString } from "../../../ffi/os-string.ts";
import type { SignalSet } from "../../../ffi/signal.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import { spawn } from "../../../ffi/spawn.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { LISTEN_FDS } from "../../protocol/environment.ts";
import { variable } from "../launch/pipes.ts";
import type { StandardStreams } from "./container-stdio.ts";
import { replacesListenPid, withOwnListenPid } from "./listen-pid.ts";
import { withOriginalOomScore } from "./oom-score.ts";
import { runtimeArgv } from "./runtime-argv.ts";

const PRESERVE_FDS = "--preserve-fds";
/** The longest number and a newline; anything longer is no pid file. */
const PIDFILE_LIMIT = 32;

export interface RuntimeStart {
  readonly options: CheckedOptions;
  readonly environment: CStrings;
  readonly mask: SignalSet;
  readonly inherited: readonly Fd[];
  readonly stdio: StandardStreams;
  readonly consoleSocket: string | undefined;
}

/** Starts the runtime. @returns its pid @throws {SystemError} when it cannot be started */
export function startRuntime({ options, environment, mask, inherited, stdio, consoleSocket }: RuntimeStart): number {
  using empty = open("/dev/null", O_RDONLY);
  using sink = open("/dev/null", O_WRONLY);
  const fds = new Map<number, Fd>([
    [0, stdio.stdin ?? empty],
    [1, stdio.stdout ?? sink],
    [2, stdio.stderr ?? sink],
    ...passedOn(inherited, options, environment).map((fd) => [fd.number, fd] as const),
  ]);
  const runtime = { path: options.runtime.path, argv: runtimeArgv(options, consoleSocket).map(cString) };
  const { path, argv } = replacesListenPid(environment, options) ? withOwnListenPid(runtime, environment) : runtime;
  return withOriginalOomScore(() => spawn(path, { argv, env: environment, fds, mask }));
}

/**
 * The pid that the runtime has left.
 *
 * @returns undefined when there is none: no file, an empty one (CRI-O makes it beforehand), or no number in it
 */
export function readContainerPid(path: string): number | undefined {
  const text = textOf(path) ?? textOf(path);
  // Linux knows no pid of more than seven digits (PID_MAX_LIMIT).
  return text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}

/** Asked twice: a descriptor that is wanting may be there a moment later, and a container without its pid is lost. */
function textOf(path: string): string | undefined {
  try {
    return decodeOsString(readFile(path, PIDFILE_LIMIT)).trim();
  } catch {
    return undefined;
  }
}

/**
 * The descriptors that the container is meant to have, from 3 up: those of socket activation, then those of
 * `--preserve-fds`, as runc counts them. All others are held open by the monitor alone.
 */
function passedOn(inherited: readonly Fd[], options: CheckedOptions, environment: CStrings): readonly Fd[] {
  const count = preservedCount(options.runtime.opts) + (Number(variable(environment, LISTEN_FDS) ?? 0) || 0);
  return inherited.filter((fd) => fd.number < 3 + count);
}

/** N of `--preserve-fds N` or `--preserve-fds=N` among the runtime's options. */
function preservedCount(opts: readonly string[]): number {
  let count = 0;
  opts.forEach((opt, index) => {
    if (opt === PRESERVE_FDS) count = Number(opts[index + 1]) || 0;
    else if (opt.startsWith(`${PRESERVE_FDS}=`)) count = Number(opt.slice(PRESERVE_FDS.length + 1)) || 0;
  });
  return count;
}

// The first process: checks everything, waits for the engine's word, lets the monitor begin, and is gone.
import { AtomicFile } from "../../../ffi/atomic-file.ts";
import { Fd } from "../../../ffi/fd.ts";
import { setUmask } from "../../../ffi/file.ts";
import { isTerminal } from "../../../ffi/terminal.ts";
import { openLogs } from "../../logging/open-logs.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { ATTACH_PIPE, type PipeVariable, START_PIPE, SYNC_PIPE } from "../../protocol/environment.ts";
import { replacesListenPid } from "../create/listen-pid.ts";
import { Diagnostics } from "../diagnostics.ts";
import { bringAlong } from "./cgroups.ts";
import { findPipe } from "./pipes.ts";
import { becomeMonitor, type Given, SecondProcess } from "./second-process.ts";
import { MONITOR_UMASK } from "./settle.ts";
import { awaitWord } from "./start-pipe.ts";

export interface Launch {
  readonly options: CheckedOptions;
  readonly given: Given;
  /** The monitor to be, when it was started already. */
  readonly second: SecondProcess | undefined;
}

/**
 * Lets the monitor begin and returns, so that the engine, which waits for this process, sees it daemonised.
 *
 * A fork is not possible (the child of one inside Bun crashes), so the monitor is this executable started once more,
 * as the leader of a new session. With `--sync` it takes this process's place instead and stays the caller's child.
 *
 * @throws {Error} when something is wrong; nothing is left then
 */
export function launch({ options, given, second }: Launch): void {
  if (options.seccompNotifySocket !== undefined) {
    throw new Error("--seccomp-notify-socket is not supported: its plugins are shared libraries made for conmon");
  }
  const { environment, descriptors } = given;
  const find = (name: PipeVariable): Fd | undefined => findPipe(name, environment, descriptors);
  const [startPipe, attachPipe] = [find(START_PIPE), find(ATTACH_PIPE), find(SYNC_PIPE)];
  // An attached exec session has two rounds: first it says that it can be attached to, then it waits for a second word.
  const attached = options.mode.kind === "exec" && options.mode.attach;
  if (attached && attachPipe === undefined) throw new Error(`--exec-attach needs a pipe named by ${ATTACH_PIPE}`);
  if (options.log.passthrough) refuseTerminals();
  replacesListenPid(environment, options);
  setUmask(MONITOR_UMASK);
  // Opening is the only way to find out whether a log can be written.
  openLogs(options.log, options, new Diagnostics(options))[Symbol.dispose]();

  // Unlike conmon, which goes on: without an engine nobody would ever look after the container.
  if (startPipe !== undefined && !awaitWord(startPipe)) {
    throw new Error("The engine has closed the start pipe without a word: nothing is started");
  }
  if (options.sync) becomeMonitor(given);
  using pidfile = options.conmonPidfile === undefined ? undefined : new AtomicFile(options.conmonPidfile, 0o644);
  using monitor = inOurCgroups(second, given);
  pidfile?.commit(String(monitor.pid));
  monitor.letGo();
}

/** The engine has moved this process, and only this one, into the cgroups of its choice. */
function inOurCgroups(second: SecondProcess | undefined, given: Given): SecondProcess {
  if (second !== undefined && bringAlong(second.pid)) return second;
  // It may be where we have no right to take it from: another one is born here.
  second?.[Symbol.dispose]();
  return new SecondProcess(given);
}

/** A container that has our terminal could type into it (TIOCSTI), and whoever sits there would be the one who did. */
function refuseTerminals(): void {
  if (![0, 1, 2].some((number) => isTerminal(new Fd(number)))) return;
  throw new Error("cannot use a tty with passthrough logging mode to prevent attacks via TIOCSTI");
}

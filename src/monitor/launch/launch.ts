// The first process: checks everything, waits for the engine's word, starts the monitor, and is gone.
import { AtomicFile } from "../../../ffi/atomic-file.ts";
import { Fd, setCloseOnExec } from "../../../ffi/fd.ts";
import { setUmask } from "../../../ffi/file.ts";
import { leadSession } from "../../../ffi/process.ts";
import { inheritedDescriptors } from "../../../ffi/self.ts";
import { setSignalMask, signalMask } from "../../../ffi/signal.ts";
import { type CStrings, execute, spawn } from "../../../ffi/spawn.ts";
import { isTerminal } from "../../../ffi/terminal.ts";
import { openLogs } from "../../logging/open-logs.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { ATTACH_PIPE, type PipeVariable, START_PIPE, SYNC_PIPE } from "../../protocol/environment.ts";
import { replacesListenPid } from "../create/listen-pid.ts";
import { Diagnostics } from "../diagnostics.ts";
import { withHandover } from "./handover.ts";
import { findPipe } from "./pipes.ts";
import { MONITOR_UMASK } from "./settle.ts";
import { MONITOR_MASK } from "./signals.ts";
import { awaitWord } from "./start-pipe.ts";

/** The executable that is running, whatever has become of its path since: an upgrade must not mix two versions. */
const SELF = "/proc/self/exe";

export interface Launch {
  readonly options: CheckedOptions;
  /** What this process was started with. */
  readonly commandLine: CStrings;
  readonly environment: CStrings;
}

/**
 * Starts the monitor and returns, so that the engine, which waits for this process, sees it daemonised.
 *
 * A fork is not possible (the child of one inside Bun crashes), so the monitor is this executable started once more,
 * as the leader of a new session. With `--sync` it takes this process's place instead and stays the caller's child.
 *
 * @throws {Error} when something is wrong; nothing was started and nothing is left then
 */
export function launch({ options, commandLine, environment }: Launch): void {
  if (options.seccompNotifySocket !== undefined) {
    throw new Error("--seccomp-notify-socket is not supported: its plugins are shared libraries made for conmon");
  }
  // Before anything is opened here, so that all of them are the engine's.
  const descriptors = inheritedDescriptors().map((number) => new Fd(number));
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
  for (const fd of descriptors) setCloseOnExec(fd);

  // Unlike conmon, which goes on: without an engine nobody would ever look after the container.
  if (startPipe !== undefined && !awaitWord(startPipe)) {
    throw new Error("The engine has closed the start pipe without a word: nothing is started");
  }
  const kept = attached ? descriptors : descriptors.filter((fd) => fd !== startPipe);
  const handover = { mask: signalMask(), descriptors: kept.map((fd) => fd.number) };
  const program = { argv: commandLine, env: withHandover(environment, handover), fds: byNumber(kept) };
  if (options.sync) {
    setSignalMask(MONITOR_MASK);
    leadSession();
    execute(SELF, program);
  }
  using pidfile = options.conmonPidfile === undefined ? undefined : new AtomicFile(options.conmonPidfile, 0o644);
  const pid = spawn(SELF, { ...program, mask: MONITOR_MASK, lead: "session" });
  pidfile?.commit(String(pid));
}

/** A container that has our terminal could type into it (TIOCSTI), and whoever sits there would be the one who did. */
function refuseTerminals(): void {
  if (![0, 1, 2].some((number) => isTerminal(new Fd(number)))) return;
  throw new Error("cannot use a tty with passthrough logging mode to prevent attacks via TIOCSTI");
}

function byNumber(descriptors: readonly Fd[]): Map<number, Fd> {
  return new Map(descriptors.map((fd) => [fd.number, fd]));
}

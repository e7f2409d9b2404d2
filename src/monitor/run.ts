// The second process: everything that makes up a monitor is put together here, and taken apart again.
import { messageOf } from "../../ffi/errno.ts";
import { Fd, setCloseOnExec } from "../../ffi/fd.ts";
import type { CStrings } from "../../ffi/spawn.ts";
import { openLogs } from "../logging/open-logs.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import { ATTACH_PIPE, type PipeVariable, START_PIPE, SYNC_PIPE } from "../protocol/environment.ts";
import { Reactor } from "../reactor/reactor.ts";
import { Diagnostics } from "./diagnostics.ts";
import { conclude } from "./end/conclude.ts";
import { runExitCommand } from "./end/exit-command.ts";
import type { Handover } from "./launch/handover.ts";
import { findPipe } from "./launch/pipes.ts";
import { settle } from "./launch/settle.ts";
import { Monitor, type MonitorParts } from "./monitor.ts";
import { SyncPipe } from "./sync-pipe.ts";

const FAILURE = 1;

interface EnginePipes {
  readonly sync: Fd | undefined;
  readonly start: Fd | undefined;
  readonly attach: Fd | undefined;
}

export interface MonitorStart {
  readonly options: CheckedOptions;
  /** What ctrmon was started with, without the handover. */
  readonly environment: CStrings;
  readonly handover: Handover;
}

/** Monitors one container from its creation to its end. @returns the exit status */
export function runMonitor({ options, environment, handover }: MonitorStart): number {
  const diagnostics = new Diagnostics(options);
  const descriptors = handover.descriptors.map((number) => new Fd(number));
  const engine = enginePipes(options, environment, descriptors);
  using syncPipe = new SyncPipe(engine.sync, options.syncKey, diagnostics);
  const inherited = descriptors.filter((fd) => !Object.values(engine).includes(fd));
  const children = { environment, mask: handover.mask };
  const status = guarded(syncPipe, diagnostics, () => {
    for (const fd of descriptors) if (!fd.closed) setCloseOnExec(fd);
    settle({ keepStdio: options.log.passthrough });
    // What goes wrong on the way is told, and the rest goes on: a monitor that ends loses the container's exit code.
    using reactor = new Reactor({ failed: (error) => diagnostics.error(String(error)) });
    using log = openLogs(options.log, options, diagnostics);
    const startPipe = engine.start?.closed === true ? undefined : engine.start;
    return monitorContainer({ options, reactor, log, syncPipe, startPipe, diagnostics, ...children, inherited }, () => {
      if (engine.attach !== undefined) reportAttachable(engine.attach, diagnostics);
    });
  });
  // The engine has heard everything: what becomes of its own command it will see for itself.
  syncPipe.close();
  const { exitCommand: command } = options;
  if (command !== undefined) guarded(syncPipe, diagnostics, () => runExitCommand({ command, ...children }));
  return status;
}

function enginePipes({ mode }: CheckedOptions, environment: CStrings, descriptors: readonly Fd[]): EnginePipes {
  const attached = mode.kind === "exec" && mode.attach;
  const find = (name: PipeVariable): Fd | undefined => findPipe(name, environment, descriptors);
  const start = find(START_PIPE);
  // The first process has taken the one word; an attached exec session waits for another. The attach pipe is for these.
  if (!attached) start?.close();
  return { sync: find(SYNC_PIPE), start, attach: attached ? find(ATTACH_PIPE) : undefined };
}

/** An attached exec session has a socket now: the engine may connect, and then lets the command start. */
function reportAttachable(pipe: Fd, diagnostics: Diagnostics): void {
  using attachPipe = new SyncPipe(pipe, "data", diagnostics);
  attachPipe.report(0);
}

function monitorContainer(parts: MonitorParts, ready: () => void): number {
  using monitor = new Monitor(parts);
  ready();
  const outcome = monitor.run();
  return conclude(monitor, outcome, parts);
}

/** Whatever goes wrong, the engine hears of it, if it still listens, and what comes afterwards is done. */
function guarded(syncPipe: SyncPipe, diagnostics: Diagnostics, action: () => number): number {
  try {
    return action();
  } catch (error) {
    const text = messageOf(error);
    diagnostics.error(text);
    syncPipe.report(-1, text);
    return FAILURE;
  }
}

// The second process: everything that makes up a monitor is put together here, and taken apart again.
import { Fd, setCloseOnExec } from "../../ffi/fd.ts";
import { type CStrings } from "../../ffi/spawn.ts";
import { openLogs } from "../logging/open-logs.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import { Reactor } from "../reactor/reactor.ts";
import { Diagnostics } from "./diagnostics.ts";
import { conclude } from "./end/conclude.ts";
import { runExitCommand } from "./end/exit-command.ts";
import type { Handover } from "./launch/handover.ts";
import { SYNC_PIPE } from "../protocol/environment.ts";
import { findPipe } from "./launch/pipes.ts";
import { settle } from "./launch/settle.ts";
import { Monitor, type MonitorParts } from "./monitor.ts";
import { SyncPipe } from "./sync-pipe.ts";

const FAILURE = 1;

export interface MonitorStart {
  readonly options: CheckedOptions;
  /** What ctrmon was started with, without the handover. */
  readonly environment: CStrings;
  readonly handover: Handover;
}

/** Monitors one container from its creation to its end. @returns the exit status */
export function runMonitor({ options, environment, handover }: MonitorStart): number {
  const diagnostics = new Diagnostics(options.logLevel);
  const descriptors = handover.descriptors.map((number) => new Fd(number));
  for (const fd of descriptors) setCloseOnExec(fd);
  const syncFd = findPipe(SYNC_PIPE, environment, descriptors);
  using syncPipe = new SyncPipe(syncFd, options.syncKey, diagnostics);
  const inherited = descriptors.filter((fd) => fd !== syncFd);
  const children = { environment, mask: handover.mask };
  const status = guarded(syncPipe, diagnostics, () => {
    settle();
    using reactor = new Reactor();
    using log = openLogs(options.log, diagnostics);
    return monitorContainer({ options, reactor, log, syncPipe, diagnostics, ...children, inherited });
  });
  const { exitCommand: command } = options;
  if (command !== undefined) guarded(syncPipe, diagnostics, () => runExitCommand({ command, ...children }));
  return status;
}

function monitorContainer(parts: MonitorParts): number {
  using monitor = new Monitor(parts);
  const outcome = monitor.run();
  return conclude(monitor, outcome, parts);
}

/** Whatever goes wrong, the engine hears of it, if it still listens, and what comes afterwards is done. */
function guarded(syncPipe: SyncPipe, diagnostics: Diagnostics, action: () => number | void): number {
  try {
    return action() ?? 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    diagnostics.error(text);
    syncPipe.report(-1, text);
    return FAILURE;
  }
}

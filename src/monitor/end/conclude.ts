// The end of a container, in the order that engines rely on.
import { messageOf } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import type { Diagnostics } from "../diagnostics.ts";
import type { Monitor, MonitorParts, Outcome } from "../monitor.ts";
import { writeExitFiles } from "./exit-files.ts";
import { finishClients } from "./finish-clients.ts";

/** conmon's exit file says -1 for a container whose time was up. */
const TIMED_OUT = -1;
/** CRI-O looks for these words. */
const TIME_IS_UP = "command timed out";
const FAILURE = 1;

/**
 * Does everything that is left to do after the container's end but the exit command.
 *
 * @returns the monitor's exit status
 */
export function conclude(monitor: Monitor, outcome: Outcome, parts: MonitorParts): number {
  if (outcome.kind === "failed") return FAILURE;
  const { options, log, diagnostics } = parts;
  const { output, attach } = monitor.streams;
  const attempt = (step: () => void): void => attemptStep(step, diagnostics);
  // A client that connected before a short container wrote may only be about to be noticed: it must see the output.
  attempt(() => attach?.admit());
  // What a container that was killed for its time leaves in the pipes may be endless.
  if (outcome.kind === "ended") attempt(() => output.drain());
  attempt(() => output[Symbol.dispose]());
  // Whoever waits for the exit file may want the ports at once.
  closeAll(parts.inherited);
  attempt(() => attach?.close());

  const code = outcome.kind === "ended" ? outcome.code : TIMED_OUT;
  writeExitFiles(options, code, diagnostics);
  if (options.mode.kind === "exec") parts.syncPipe.report(code, outcome.kind === "ended" ? undefined : TIME_IS_UP);
  // From here on nobody waits for the files any more: time for slow clients and slow disks.
  if (attach !== undefined) attempt(() => finishClients(attach, parts.reactor));
  if (options.log.sync) attempt(() => log.sync());
  return code & 0xff;
}

/** Whatever cannot be done at the end, the exit code must still arrive. */
function attemptStep(step: () => void, diagnostics: Diagnostics): void {
  try {
    step();
  } catch (error) {
    diagnostics.error(messageOf(error));
  }
}

function closeAll(descriptors: readonly Fd[]): void {
  for (const fd of descriptors) fd.close();
}

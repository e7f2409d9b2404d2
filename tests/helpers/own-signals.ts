// Signals that this process was started with as ignored, and would pass on to everything that it starts.

import { SIGINT, SIGQUIT } from "../../ffi/constants.ts";
import { SignalSet } from "../../ffi/signal.ts";
import { statusField } from "./processes.ts";

/**
 * Makes sure that programs start with the default action for SIGINT and SIGQUIT, which shells ignore in what they run
 * in the background. A handler that does nothing is as good as ignoring for us, and exec(3) sets handlers back.
 */
export function stopIgnoringSignals(): void {
  const ignored = SignalSet.fromHex(statusField(process.pid, "SigIgn"));
  for (const [name, signal] of [
    ["SIGINT", SIGINT],
    ["SIGQUIT", SIGQUIT],
  ] as const) {
    if (ignored.has(signal)) process.on(name, () => undefined);
  }
}

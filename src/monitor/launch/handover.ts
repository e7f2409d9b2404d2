// What the first process tells the monitor that it starts: the things that cannot be found out any more by then.

import { cString } from "../../../ffi/os-string.ts";
import { textOf } from "../../../ffi/self.ts";
import { SignalSet } from "../../../ffi/signal.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import { SINGLE_THREAD } from "../../reactor/single-thread.ts";
import { HANDOVER_VARIABLE } from "./handover-variable.ts";

const PREFIX = `${HANDOVER_VARIABLE}=`;

/**
 * How the JavaScript engine is to run in the monitor, where memory counts. The last of its compilers would make 80-byte
 * lines 6 % faster, for 2 MB. The second one does without inlining, but has to come early, which costs 0.2 MB more after
 * a load: under the first, logging short lines takes twice the processor time.
 */
const ENGINE_SETTINGS: readonly string[] = [
  ...SINGLE_THREAD,
  "BUN_JSC_maximumInliningDepth=0",
  "BUN_JSC_thresholdForOptimizeAfterWarmUp=60000",
  "BUN_JSC_thresholdForOptimizeAfterLongWarmUp=60000",
];

export interface Handover {
  /** Signals that were blocked when ctrmon was started; what the monitor starts gets the same. */
  readonly mask: SignalSet;
  /** Numbers of the descriptors from 3 up that the engine left open for the monitor. */
  readonly descriptors: readonly number[];
  /** Number of the pipe on which the word will come that the monitor may begin; undefined: it may at once. */
  readonly goAhead: number | undefined;
}

/** The environment of the monitor: what ctrmon was given, and the handover. */
export function withHandover(environment: CStrings, handover: Handover): CStrings {
  const value = `${PREFIX}${handover.mask.toHex()}:${handover.descriptors.join(",")}:${handover.goAhead ?? ""}`;
  return [...environment, ...ENGINE_SETTINGS.map(cString), cString(value)];
}

/** Splits the monitor's environment again. @returns undefined in a process that an engine has started */
export function takeHandover(
  environment: CStrings,
): { readonly handover: Handover; readonly environment: CStrings } | undefined {
  // It is the last one, so that an engine's environment of any size costs nothing to look through.
  const entry = environment.at(-1);
  if (entry === undefined) return undefined;
  const text = textOf(entry);
  if (!text.startsWith(PREFIX)) return undefined;
  const [mask = "", descriptors = "", goAhead = ""] = text.slice(PREFIX.length).split(":");
  return {
    handover: {
      mask: SignalSet.fromHex(mask),
      descriptors: descriptors === "" ? [] : descriptors.split(",").map(Number),
      goAhead: goAhead === "" ? undefined : Number(goAhead),
    },
    environment: environment.slice(0, -1 - ENGINE_SETTINGS.length),
  };
}

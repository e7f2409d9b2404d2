// Which exit code tells a failure: Podman's numbers, that scripts already know.
import { OciRuntimeError } from "../../engine/errors.ts";
import { InterruptionError } from "./interruption.ts";

/** ctrun itself has failed, or was called wrongly. */
export const ENGINE_FAILURE = 125;
/** The container's command is there, and cannot be run. */
export const NOT_INVOKABLE = 126;
/** The container's command is not there. */
export const NOT_FOUND = 127;
/** The shell's code for a program that a broken pipe has ended: nobody reads what is written. */
export const BROKEN_PIPE = 141;

/** The exit code for what a command has thrown. */
export function exitCodeFor(error: unknown): number {
  if (error instanceof InterruptionError) return 128 + error.signal;
  if (!(error instanceof OciRuntimeError)) return ENGINE_FAILURE;
  // Podman's patterns take what a mount misses for a missing command.
  if (/error (?:during container init: error )?mounting/.test(error.text)) return ENGINE_FAILURE;
  if (error.kind === "permission-denied") return NOT_INVOKABLE;
  return error.kind === "not-found" ? NOT_FOUND : ENGINE_FAILURE;
}

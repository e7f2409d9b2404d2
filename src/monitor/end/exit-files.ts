// The exit code on disk, where engines wait for it.
import { writeAtomically } from "../../../ffi/atomic-file.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { exitFilePath, persistentExitFilePath } from "../../protocol/files.ts";
import type { Diagnostics } from "../diagnostics.ts";

/**
 * Writes the exit code to the persist directory, then to the exit directory, whose watchers act on it. Failing to
 * write one is no reason to leave out the other, nor anything that comes after.
 */
export function writeExitFiles(options: CheckedOptions, code: number, diagnostics: Diagnostics): void {
  const paths = [
    ...(options.persistDir === undefined ? [] : [persistentExitFilePath(options.persistDir)]),
    ...(options.exitDir === undefined ? [] : [exitFilePath(options.exitDir, options.cid)]),
  ];
  for (const path of paths) {
    try {
      writeInTwoAttempts(path, String(code));
    } catch (error) {
      diagnostics.error(`Failed to write ${code} to exit file: ${String(error)}`);
    }
  }
}

/** Engines wait for nothing else: what was wanting, memory or a descriptor, may be there a moment later. */
function writeInTwoAttempts(path: string, content: string): void {
  try {
    writeAtomically(path, content);
  } catch {
    writeAtomically(path, content);
  }
}

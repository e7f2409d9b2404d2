// Leaves the mark by which engines know that a container ran out of memory.
import { writeAtomically } from "../../../ffi/atomic-file.ts";
import { readFile } from "../../../ffi/file.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { oomFilePath } from "../../protocol/files.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { memoryCgroup } from "./memory-cgroup.ts";
import { OomWatcher } from "./oom-watcher.ts";

/**
 * Watches the memory of a container. Not being able to is no reason to stop: rootless containers often have no cgroup
 * of their own.
 *
 * @returns undefined when there is nothing to watch
 */
export function watchForOom(
  pid: number,
  options: CheckedOptions,
  reactor: Reactor,
  diagnostics: Diagnostics,
): OomWatcher | undefined {
  try {
    const cgroup = memoryCgroup(decodeOsString(readFile(`/proc/${pid}/cgroup`)));
    if (cgroup === undefined) return undefined;
    return new OomWatcher(cgroup, reactor, () => mark(options, diagnostics));
  } catch (error) {
    diagnostics.info(`Cannot watch for out-of-memory: ${String(error)}`);
    return undefined;
  }
}

function mark({ mode, persistDir }: CheckedOptions, diagnostics: Diagnostics): void {
  diagnostics.info("The container has run out of memory");
  for (const directory of [mode.bundle, persistDir]) {
    if (directory === undefined) continue;
    try {
      writeAtomically(oomFilePath(directory), "");
    } catch (error) {
      diagnostics.error(`Cannot write the oom file: ${String(error)}`);
    }
  }
}

// Removing one cgroup's directory, which the kernel allows only when nobody is in it or below it.
import { readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { EPOLLIN, IN_MODIFY } from "../../../ffi/constants.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { ready } from "../../waiting/ready.ts";

/** Whether the directory is gone now; `used` when somebody else is in it or below it. */
export type Removal = "gone" | "used";

/**
 * Removes a cgroup if it is empty. The last process may have left it without being quite dead: version 2 says when it
 * is, and is waited for; of version 1 nothing can be learnt.
 *
 * @param directory of the cgroup
 * @throws {Error} with the code EACCES, EROFS …
 * @throws the signal's reason
 */
export async function removeCgroup(directory: string, version: 1 | 2, signal?: AbortSignal): Promise<Removal> {
  for (;;) {
    if (isRemoved(directory)) return "gone";
    if (version === 1 || !(await becomesEmpty(directory, signal))) return "used";
  }
}

function isRemoved(directory: string): boolean {
  try {
    rmdirSync(directory);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return true;
    if (code === "EBUSY" || code === "ENOTEMPTY") return false;
    throw error;
  }
}

/** @returns false when it is not empty and nobody is about to leave it */
async function becomesEmpty(directory: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const events = join(directory, "cgroup.events");
    using changes = watchPath(events, IN_MODIFY);
    const isPopulated = /^populated 1$/m.test(readFileSync(events, "latin1"));
    // Nobody here or below: what keeps the cgroup are cgroups below. Somebody here: not one of ours, those have ended.
    if (!isPopulated || readFileSync(join(directory, "cgroup.procs"), "latin1") !== "") return false;
    await ready(changes, EPOLLIN, signal);
    return true;
  } catch (error) {
    // Somebody else has removed it.
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENODEV") return true;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

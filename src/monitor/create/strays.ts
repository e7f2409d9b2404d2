// What a runtime leaves when it is killed in the middle: half a container, which nobody else knows of.
import { SIGKILL } from "../../../ffi/constants.ts";
import { readFile } from "../../../ffi/file.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";
import { pause } from "../../../ffi/poll.ts";
import { collectChild, kill } from "../../../ffi/process.ts";

/** How often is looked, and with how many milliseconds in between: what a stray leaves is ours a moment after its end. */
const LOOKS = 50;
const BETWEEN = 2;

/**
 * Kills and collects every child of this process. The orphans of its children are its own: it is a subreaper.
 *
 * @throws {SystemError} where the kernel does not tell which they are
 */
export function endStrays(): void {
  for (let look = 0; look < LOOKS; look++) {
    const strays = children();
    if (strays.length === 0) return;
    for (const pid of strays) {
      kill(pid, SIGKILL);
      collectChild(pid);
    }
    pause(BETWEEN);
  }
}

/** Zombies too. */
function children(): number[] {
  const pids = decodeOsString(readFile(`/proc/self/task/${process.pid}/children`)).split(" ");
  return pids.map(Number).filter((pid) => pid > 0);
}

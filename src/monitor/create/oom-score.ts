// The monitor is the last process that the kernel should kill for memory; what it starts is judged as before.
import { readFile, writeExisting } from "../../../ffi/file.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";

const SCORE_FILE = "/proc/self/oom_score_adj";
/** Never. */
const EXEMPT = "-1000";

let original: string | undefined;

/** Exempts this process, where that is allowed: it takes CAP_SYS_RESOURCE, which a rootless monitor has not. */
export function exemptFromOomKiller(): void {
  const before = presentScore();
  if (before !== undefined && before !== EXEMPT && setScore(EXEMPT)) original = before;
}

/** Runs `start`, during which children inherit the score that ctrmon was started with. */
export function withOriginalOomScore<T>(start: () => T): T {
  if (original === undefined) return start();
  setScore(original);
  try {
    return start();
  } finally {
    setScore(EXEMPT);
  }
}

/** Undefined where it cannot be found out: what cannot be restored must not be changed. */
function presentScore(): string | undefined {
  try {
    return decodeOsString(readFile(SCORE_FILE)).trim();
  } catch {
    return undefined;
  }
}

function setScore(score: string): boolean {
  try {
    writeExisting(SCORE_FILE, score);
    return true;
  } catch {
    return false;
  }
}

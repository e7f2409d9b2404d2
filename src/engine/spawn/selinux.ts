// SELinux: the monitor runs at level s0, whatever our own is, so that containers may talk to the FIFOs that it makes.
import { existsSync, readFileSync } from "node:fs";
import { writeExisting } from "../../../ffi/file.ts";

/** Written to attr/exec, it takes back what was asked for: proc(5), `/proc/pid/attr/exec`. */
const NO_LABEL = "\n";
const LEVEL = "s0";

/**
 * Starts a program at level s0. Does no more than to start it where SELinux is off, or our level is that one already.
 *
 * @param start must start the program from this thread: the label is the thread's
 * @param root where /proc and /sys are found
 * @throws {SystemError} when the label is refused: nothing is started
 */
export function withMonitorLabel<T>(start: () => T, root = ""): T {
  const label = monitorLabel(root);
  if (label === undefined) return start();
  const next = `${root}/proc/thread-self/attr/exec`;
  writeExisting(next, label);
  try {
    return start();
  } finally {
    takeBack(next);
  }
}

/** The label that must be asked for, undefined when none must. */
function monitorLabel(root: string): string | undefined {
  if (!existsSync(`${root}/sys/fs/selinux/enforce`)) return undefined;
  const current = readFileSync(`${root}/proc/thread-self/attr/current`, "latin1").replace(/[\0\n]+$/, "");
  // user:role:type:level, and the level may have colons of its own (s0-s0:c0.c1023). "kernel": no policy is loaded.
  const [user, role, type, ...level] = current.split(":");
  if (level.length === 0 || level.join(":") === LEVEL) return undefined;
  return [user, role, type, LEVEL].join(":");
}

/** The program has been started by now, well or not: that is what the caller is to hear of. */
function takeBack(path: string): void {
  try {
    writeExisting(path, NO_LABEL);
  } catch {
    // Nothing that could be done about it here; the next program is started with a label of its own, or with ours at s0.
  }
}

// Whose child a process is, and who has a socket: looked up in /proc, for when a monitor must be ended against its will.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The living descendants of a process, without itself. What it leaves orphaned comes back to it: it is a subreaper. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const one of processes()) {
    const stat = textOf(`/proc/${one}/stat`);
    // The name may hold anything, parentheses and blanks included.
    const match = /^\d+ \(.*\) (\S) (\d+)/s.exec(stat);
    if (match === null) continue;
    const parent = Number(match[2]);
    // A zombie is dead, but its living children are not yet those of somebody else.
    children.set(parent, [...(children.get(parent) ?? []), match[1] === "Z" ? -one : one]);
  }
  const found: number[] = [];
  for (let generation = [pid]; generation.length > 0; ) {
    generation = generation.flatMap((parent) => children.get(Math.abs(parent)) ?? []);
    found.push(...generation.filter((one) => one > 0));
  }
  return found;
}

/**
 * The processes that have a socket open.
 *
 * @param socket as /proc/self/fd shows it: `socket:[12345]`
 */
export function holdersOf(socket: string): number[] {
  return processes().filter((pid) => holds(pid, socket));
}

/** Whether a process has a socket open. @param socket as for `holdersOf` */
export function holds(pid: number, socket: string): boolean {
  return descriptorsOf(pid).some((descriptor) => linkOf(descriptor) === socket);
}

function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** None for a process that is gone, or not ours to look into. */
function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

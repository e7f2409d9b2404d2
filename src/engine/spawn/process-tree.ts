// Whose child a process is, and who has a socket: looked up in /proc, for when a monitor must be ended against its will.
import { readdirSync, readlinkSync } from "node:fs";
import { processStatus } from "./process-status.ts";

/** The living descendants of a process, without itself. What it leaves orphaned comes back to it: it is a subreaper. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid: one, parent, isZombie } of processes().flatMap((number) => processStatus(number) ?? [])) {
    // A zombie is dead, but its living children are not yet those of somebody else.
    children.set(parent, [...(children.get(parent) ?? []), isZombie ? -one : one]);
  }
  const found: number[] = [];
  for (let generation = [pid]; generation.length > 0; ) {
    generation = generation.flatMap((parent) => children.get(Math.abs(parent)) ?? []);
    found.push(...generation.filter((one) => one > 0));
  }
  return found;
}

/**
 * The processes that the dead leader of a session has left in it. None while it lives.
 *
 * @param since only those that were started then or later (clock ticks since the machine was started)
 */
export function leftInSession(leader: number, since: number): number[] {
  const itself = processStatus(leader);
  if (itself !== undefined && !itself.isZombie) return [];
  return processes().filter((pid) => {
    const status = processStatus(pid);
    return status !== undefined && !status.isZombie && status.session === leader && status.startTime >= since;
  });
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

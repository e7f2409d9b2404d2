// Whose child a process is, and who has a socket: looked up in /proc, for when a monitor must be ended against its will.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The living descendants of a process, without itself. What it leaves orphaned comes back to it: it is a subreaper. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid: one, parent, isZombie } of processes().flatMap((number) => statusOf(number) ?? [])) {
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
 * @param since only those that were started then or later, as `startTimeOf` tells it
 */
export function leftInSession(leader: number, since: number): number[] {
  const itself = statusOf(leader);
  if (itself !== undefined && !itself.isZombie) return [];
  return processes().filter((pid) => {
    const status = statusOf(pid);
    return status !== undefined && !status.isZombie && status.session === leader && status.startTime >= since;
  });
}

/** When a process was started, in clock ticks since the machine was; undefined when there is no such process. */
export function startTimeOf(pid: number): number | undefined {
  return statusOf(pid)?.startTime;
}

/** The arguments of a process, each with its final NUL; empty for a zombie, and where there is none. */
export function commandLineOf(pid: number): string {
  return textOf(`/proc/${pid}/cmdline`);
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

interface Status {
  readonly pid: number;
  readonly isZombie: boolean;
  readonly parent: number;
  readonly session: number;
  readonly startTime: number;
}

function statusOf(pid: number): Status | undefined {
  // The name may hold anything, parentheses and blanks included.
  const fields = /^\d+ \(.*\) (.*)$/s.exec(textOf(`/proc/${pid}/stat`))?.[1]?.split(" ");
  if (fields === undefined) return undefined;
  // proc(5) counts from 1, and the state is its third.
  const number = (field: number): number => Number(fields[field - 3]);
  return { pid, isZombie: fields[0] === "Z", parent: number(4), session: number(6), startTime: number(22) };
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

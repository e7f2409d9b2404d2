// Which process it is, so that another one that gets the same number later is not taken for it.
import { readFileSync } from "node:fs";

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine started: field 22 of /proc/PID/stat. */
  readonly startTime: number;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const own = identityOf(process.pid);
  if (own === undefined) throw new Error("Cannot read /proc/self/stat: /proc is not mounted");
  return own;
}

/** The process with this number now; undefined when there is none, or it has ended and waits to be collected. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The second field, the name in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", ...rest] = fields;
  return state === "Z" || state === "X" ? undefined : { pid, startTime: Number(rest[18]) };
}

/** Whether it still runs. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identityOf(pid)?.startTime === startTime;
}

// Which process it is, so that another one that gets the same number later is not taken for it.
import { processStatus } from "../../../engine/spawn/process-status.ts";

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine was started. */
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
  const status = processStatus(pid);
  return status === undefined || status.isZombie ? undefined : { pid, startTime: status.startTime };
}

/** Whether it still runs. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identityOf(pid)?.startTime === startTime;
}

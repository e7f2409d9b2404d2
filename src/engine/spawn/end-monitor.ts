// Ends a monitor that is not to go on, together with everything that it has started.
import { EPOLLIN, SIGCONT, SIGKILL, SIGSTOP } from "../../../ffi/constants.ts";
import { ESRCH, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { pidFd, signalPidFd } from "../../../ffi/process.ts";
import { Deadline } from "../../waiting/deadline.ts";
import { ready } from "../../waiting/ready.ts";
import { descendantsOf } from "./process-tree.ts";

/** Milliseconds in which a monitor that has nothing to watch over takes its sockets away and ends. */
export const FAREWELL = 1000;
/** Milliseconds for the kernel to end a process that was killed; one that hangs in a driver takes longer. */
const DEATH = 5000;
/** A program that starts others faster than they can be found is not worth more. */
const ROUNDS = 20;

/**
 * Ends a monitor. If it has started something, that is killed, and it may take note of that and end by itself: then it
 * takes away what it has made. If it has not, or does not end, it is killed.
 *
 * @param farewell milliseconds for its own end; 0 for none
 */
export async function endMonitor(pid: number, farewell: number = FAREWELL): Promise<void> {
  using monitor = existingPidFd(pid);
  if (monitor === undefined) return;
  // Stopped, it can start nothing while we look at what it has started.
  signalPidFd(monitor, SIGSTOP);
  if ((await killDescendants(pid)) && farewell > 0) {
    signalPidFd(monitor, SIGCONT);
    if (await endsWithin(monitor, farewell)) return;
    signalPidFd(monitor, SIGSTOP);
    await killDescendants(pid);
  }
  signalPidFd(monitor, SIGKILL);
  await endsWithin(monitor, DEATH);
}

/** A pidfd, undefined when there is no such process any more. */
export function existingPidFd(pid: number): Fd | undefined {
  try {
    return pidFd(pid);
  } catch (error) {
    if (error instanceof SystemError && error.errno === ESRCH) return undefined;
    throw error;
  }
}

/** Whether a process ends in time. @param milliseconds at most */
export async function endsWithin(process: Fd, milliseconds: number): Promise<boolean> {
  using deadline = new Deadline("a process to end", { timeout: milliseconds });
  try {
    await ready(process, EPOLLIN, deadline.signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Kills what a stopped process has started. One look is not enough: what a descendant starts during it, and leaves by
 * its own end, is in no list yet.
 *
 * @returns whether there were any
 */
async function killDescendants(pid: number): Promise<boolean> {
  let found = false;
  for (let round = 0, quiet = 0; round < ROUNDS && quiet < 2; round++) {
    const descendants = descendantsOf(pid);
    quiet = descendants.length === 0 ? quiet + 1 : 0;
    found ||= descendants.length > 0;
    for (const descendant of descendants) await killOne(descendant);
  }
  return found;
}

async function killOne(pid: number): Promise<void> {
  using process = existingPidFd(pid);
  if (process === undefined) return;
  signalPidFd(process, SIGKILL);
  await endsWithin(process, DEATH);
}

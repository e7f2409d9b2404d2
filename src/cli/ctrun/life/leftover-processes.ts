// Ends what a ctrun that was killed has left at work on a container: a monitor and a runtime that nobody has heard of yet.
import { readdirSync, readFileSync } from "node:fs";
import { endMonitor } from "../../../engine/spawn/end-monitor.ts";

/** A monitor that is just becoming a daemon is two processes one after the other. */
const ROUNDS = 10;

/**
 * Ends all processes that have the bundle among their arguments, as monitors and runtimes do that create a container,
 * and what these have started.
 *
 * @throws {Error} when there are always new ones
 */
export async function endProcessesAbout(bundle: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const found = processesAbout(bundle);
    if (found.length === 0) return;
    // At once: what a monitor would still do, we do.
    for (const pid of found) await endMonitor(pid, 0);
  }
  throw new Error(`Processes that work on "${bundle}" do not end`);
}

function processesAbout(bundle: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => argumentsOf(pid).includes(bundle)).map(Number);
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

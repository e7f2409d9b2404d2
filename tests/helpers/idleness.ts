// Measures how quiet a process is: wake-ups, threads, memory of its own.
import { readdirSync } from "node:fs";
import { pause } from "./deadline.ts";
import { statusField } from "./processes.ts";

export interface Idleness {
  /** Context switches of all threads, voluntary and not. */
  readonly switches: number;
  readonly threads: number;
  /** Anonymous memory in kB. */
  readonly anonymous: number;
}

/** Watches processes for a while, all at once. @param milliseconds how long: there is no event for "nothing happens" */
export function idlenessOf(pids: readonly number[], milliseconds: number): Idleness[] {
  const before = pids.map(switchesOf);
  pause(milliseconds);
  return pids.map((pid, index) => ({
    switches: switchesOf(pid) - (before[index] ?? 0),
    threads: Number(statusField(pid, "Threads")),
    anonymous: Number.parseInt(statusField(pid, "RssAnon"), 10),
  }));
}

/** Waits until a process has come to rest after work: no wake-up for a second and a half. @throws {Error} if it does not */
export function waitForRest(pid: number): void {
  for (let look = 0; look < 10; look++) if (idlenessOf([pid], 1500)[0]?.switches === 0) return;
  throw new Error(`process ${pid} does not come to rest`);
}

function switchesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread): `${number}/task/${string}` => `${pid}/task/${thread}`)
    .reduce((sum, path) => sum + field(path, "voluntary_ctxt_switches") + field(path, "nonvoluntary_ctxt_switches"), 0);
}

function field(path: `${number}/task/${string}`, name: string): number {
  return Number(statusField(path, name));
}

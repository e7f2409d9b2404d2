// The processes of one session, told by a variable in their environment; children that runc has cleaned, by descent.
import { SIGKILL } from "../../ffi/constants.ts";
import { collectChild, kill } from "../../ffi/process.ts";
import { waitUntil } from "./deadline.ts";
import { descendants, environmentOf, type Process } from "./processes.ts";

/** In the environment of everything that a session starts; its value is the session's directory. */
export const MARK = "CTRMON_TEST_SESSION";

export interface Family {
  /** Zombies are not alive, they only wait to be collected. */
  alive(): Process[];
}

export function familyOf(root: string): Family {
  const mark = `${MARK}=${root}`;
  return {
    alive: () => descendants().filter(({ pid, state }) => state !== "Z" && environmentOf(pid).includes(mark)),
  };
}

/** Kills what is alive, by pid, and collects what has ended. */
export function endAll(family: Family): void {
  waitUntil("the session's processes to end", () => {
    const alive = family.alive();
    // Again and again: one of them may have started another in between.
    for (const { pid } of alive) kill(pid, SIGKILL);
    return alive.length === 0;
  });
  collectOrphans();
}

/** Zombies that we have inherited as a subreaper. */
export function collectOrphans(): void {
  for (const { pid, parent, state } of descendants()) {
    if (parent === process.pid && state === "Z") collectChild(pid);
  }
}

// What a crash has left of a container, judged by its record and a look at the processes in it.
import type { ContainerRecord } from "./container-record.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/**
 * What is to be done with a container:
 * - `fine`: nothing, or somebody is at work on it
 * - `remove`: what is left of it is to be removed
 * - `undo-start`: whoever was starting it is gone before its process ran
 * - `ask-runtime`: whoever was starting it is gone, and only the runtime knows whether its process runs
 * - `end`: its monitor is gone, and so it has ended, whatever the record says
 */
export type Verdict = "fine" | "remove" | "undo-start" | "ask-runtime" | "end";

export interface Facts {
  /** The machine's present run. */
  readonly bootId: string;
  isAlive(process: ProcessIdentity): boolean;
}

/** Judges one container. */
export function verdictOn(record: ContainerRecord, facts: Facts): Verdict {
  // Numbers of processes mean nothing after the machine was started anew.
  const alive = (process: ProcessIdentity | undefined): boolean =>
    process !== undefined && record.bootId === facts.bootId && facts.isAlive(process);

  if (alive(record.owner)) return "fine";
  switch (record.state) {
    case "creating":
    case "removing":
      return "remove";
    case "starting":
      return "undo-start";
    case "running":
      if (!alive(record.monitor)) return "end";
      return record.owner === undefined ? "fine" : "ask-runtime";
    case "exited":
      return record.config.autoRemove && !alive(record.keeper) ? "remove" : "fine";
    case "created":
      return "fine";
  }
}

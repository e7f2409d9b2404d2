// Brings the database up to date when a container has ended.
import { messageOf } from "../../../../ffi/errno.ts";
import { type ContainerExit, readFinalExit } from "../../../engine/wait/exit.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { isAlive } from "../state/process-identity.ts";
import type { Inventory } from "./inventory.ts";
import { removeNetwork } from "./network.ts";
import { placeOf } from "./place.ts";
import { claimForRemoval, deleteFromRuntime, type RemovalOptions, removeClaimed } from "./remove.ts";
import { removeSessions } from "./sessions.ts";

/** What nobody has told: the monitor was killed, or the machine was switched off. Podman says so, too. */
const UNKNOWN_CODE = 255;

/**
 * Records how the container has ended, makes the runtime forget it, and removes it when it is to be removed and nobody
 * in the foreground waits to do that. Any number of processes may try: one of them does it.
 *
 * @param record in the state `running`
 * @returns the new record; undefined when the container is removed, or in other hands
 */
export async function settleEnd(
  inventory: Inventory,
  record: ContainerRecord,
  options: RemovalOptions = {},
): Promise<ContainerRecord | undefined> {
  const { store, self } = inventory;
  // First of all it becomes ours: whoever deletes it from the runtime later might meet the next run.
  const own = record.owner?.pid === self.pid ? record : store.change(record, { owner: self });
  if (own === undefined) return undefined;
  await deleteFromRuntime(inventory, own);
  removeNetwork(own);
  removeSessionsIfPossible(inventory, own);
  const ended = store.change(own, { ...endOf(inventory, own), state: "exited", owner: undefined, pid: undefined });
  return ended === undefined ? undefined : removeIfWanted(inventory, ended, options);
}

/** Removes a container that has ended, if it was run with `--rm`. @returns the record when it stays */
export async function removeIfWanted(
  inventory: Inventory,
  record: ContainerRecord,
  options: RemovalOptions = {},
): Promise<ContainerRecord | undefined> {
  const { keeper, config } = record;
  const kept = keeper !== undefined && keeper.pid !== inventory.self.pid && isAlive(keeper);
  if (!config.autoRemove || kept) return record;
  const claimed = claimForRemoval(inventory, record);
  if (claimed !== undefined) await removeClaimed(inventory, claimed, options);
  return undefined;
}

/** A directory that can only be read is no reason not to record the end: what is left in it goes with the container. */
function removeSessionsIfPossible(inventory: Inventory, record: ContainerRecord): void {
  try {
    removeSessions(inventory, record);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

type End = Pick<ContainerRecord, "exitCode" | "outOfMemory" | "finishedAt" | "error">;

function endOf({ directories }: Inventory, record: ContainerRecord): End {
  let exit: ContainerExit | undefined;
  let error = record.error;
  try {
    exit = readFinalExit(placeOf(record, directories));
    if (exit === undefined) error ??= "its monitor is gone and has left no exit code";
  } catch (problem) {
    error = messageOf(problem);
  }
  const { code = UNKNOWN_CODE, outOfMemory = false, finishedAt = new Date() } = exit ?? {};
  // A monitor writes -1 when the container's time was over.
  return { exitCode: code & 0xff, outOfMemory, finishedAt: finishedAt.getTime(), error };
}

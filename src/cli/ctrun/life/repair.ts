// Finishes or undoes what a ctrun has begun that was killed, and notices containers whose monitor was.

import { readdirSync, rmSync } from "node:fs";
import { messageOf } from "../../../../ffi/errno.ts";
import { openContainer } from "../../../engine/container.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { isAlive } from "../state/process-identity.ts";
import { type Verdict, verdictOn } from "../state/verdict.ts";
import type { Inventory } from "./inventory.ts";
import { endProcessesAbout } from "./leftover-processes.ts";
import { filesOf, placeOf } from "./place.ts";
import { claimForRemoval, deleteFromRuntime, monitorEnded, removeClaimed } from "./remove.ts";
import { removeIfWanted, settleEnd } from "./settle.ts";

/**
 * Looks at all containers, and repairs what a crash has left. Several processes may do so at once: each container is
 * repaired by whoever takes it into its hands first.
 *
 * @param onProblem hears of a container that could not be repaired; the others are, all the same
 */
export async function repairAll(inventory: Inventory, onProblem: (text: string) => void): Promise<void> {
  // In this order: a container has its row before it has files, and as long as it has any.
  const directories = readdirSync(inventory.directories.containers);
  const records = inventory.store.list();
  removeForgotten(inventory, directories, new Set(records.map(({ id }) => id)));
  for (const record of records) {
    const verdict = verdictOn(record, { bootId: inventory.bootId, isAlive });
    if (verdict === "fine") continue;
    try {
      await repair(inventory, record, verdict);
    } catch (error) {
      const why = messageOf(error);
      onProblem(`Cannot repair container ${record.name}: ${why}`);
    }
  }
}

/** A command that was about to start in a container while that was removed has made a directory for itself once more. */
function removeForgotten({ directories }: Inventory, found: readonly string[], known: ReadonlySet<string>): void {
  for (const id of found.filter((name) => !known.has(name))) {
    rmSync(filesOf(id, directories).directory, { recursive: true, force: true });
  }
}

async function repair(inventory: Inventory, record: ContainerRecord, verdict: Verdict): Promise<void> {
  switch (verdict) {
    case "remove":
      return await removeWhatIsLeft(inventory, record);
    case "undo-start":
      return await undoStart(inventory, record);
    case "ask-runtime":
      return await askRuntime(inventory, record);
    case "end":
      return await end(inventory, record);
    case "fine":
      return;
  }
}

async function removeWhatIsLeft(inventory: Inventory, record: ContainerRecord): Promise<void> {
  const claimed = claimForRemoval(inventory, record);
  if (claimed === undefined) return;
  // One that has exited has a monitor at most that is about to end, with an exit command in it that is at work.
  if (record.state !== "exited") await endProcesses(inventory, record);
  await removeClaimed(inventory, claimed);
}

async function undoStart(inventory: Inventory, record: ContainerRecord): Promise<void> {
  const own = inventory.store.change(record, { owner: inventory.self });
  if (own === undefined) return;
  await endProcesses(inventory, own);
  await deleteFromRuntime(inventory, own);
  const change = { state: "exited", owner: undefined, keeper: undefined, exitCode: undefined } as const;
  const undone = inventory.store.change(own, {
    ...change,
    error: "ctrun was killed while it was starting the container",
  });
  if (undone !== undefined) await removeIfWanted(inventory, undone);
}

/** Whoever was starting it was killed shortly before or after its process began to run. */
async function askRuntime(inventory: Inventory, record: ContainerRecord): Promise<void> {
  const own = inventory.store.change(record, { owner: inventory.self });
  if (own === undefined) return;
  const state = await openContainer(placeOf(own, inventory.directories)).state();
  if (state?.status === "created") {
    await deleteFromRuntime(inventory, own);
    await monitorEnded(inventory, own);
    await settleEnd(inventory, { ...own, error: "ctrun was killed while it was starting the container" });
    return;
  }
  if (state === undefined || state.status === "stopped") await end(inventory, own);
  else inventory.store.change(own, { owner: undefined });
}

async function end(inventory: Inventory, record: ContainerRecord): Promise<void> {
  // What runs without a monitor has nobody to take its output and its exit code.
  await settleEnd(inventory, record);
}

/** Not after a restart of the machine: then there are none, and nothing that has the same number is ours. */
async function endProcesses(inventory: Inventory, record: ContainerRecord): Promise<void> {
  if (record.bootId === inventory.bootId) await endProcessesAbout(filesOf(record.id, inventory.directories).bundle);
}

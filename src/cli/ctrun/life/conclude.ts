// Waiting for a container's end, and for everything that comes after it.

import { MonitorError } from "../../../engine/errors.ts";
import { type ContainerExit, waitForExit } from "../../../engine/wait/exit.ts";
import type { Waiting } from "../../../waiting/deadline.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { Inventory } from "./inventory.ts";
import { placeOf } from "./place.ts";
import { monitorEnded } from "./remove.ts";
import { removeIfWanted, settleEnd } from "./settle.ts";
import { whenFree } from "./when-free.ts";

/** The shell's code for a program that was killed: what `rm --force` does. */
const KILLED = 137;

/**
 * Waits for the end of a container.
 *
 * @returns its exit code
 * @throws {MonitorError} when its monitor was killed, and nobody knows the code
 */
export async function exitCodeOf(inventory: Inventory, record: ContainerRecord, waiting?: Waiting): Promise<number> {
  let exit: ContainerExit | undefined;
  try {
    exit = await waitForExit(placeOf(record, inventory.directories), waiting);
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    // Another ctrun may have been quicker than we at everything, and have removed the file.
    const last = await concluded(inventory, record);
    if (last === undefined) return inventory.store.codeOfRemoved(record.id) ?? KILLED;
    if (last.error !== undefined || last.exitCode === undefined) throw error;
    return last.exitCode;
  }
  return exit.code & 0xff;
}

/**
 * What becomes of a container that has ended: usually the monitor's exit command has already seen to everything, and
 * what it has not done, we do. Then the container is removed if it was run with `--rm` and we are its keeper.
 *
 * @returns its record; undefined when it has been removed
 */
export async function concluded(inventory: Inventory, record: ContainerRecord): Promise<ContainerRecord | undefined> {
  await monitorEnded(inventory, record);
  const last = await whenFree(inventory, record.id);
  // Removed, or started again by somebody else.
  if (last === undefined || last.startedAt !== record.startedAt) return last;
  const settled = last.state === "running" ? await settleEnd(inventory, last) : last;
  return settled?.state === "exited" ? await removeIfWanted(inventory, settled) : settled;
}

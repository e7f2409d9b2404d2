// Removes a container, with everything that was made for it.
import { rmSync } from "node:fs";
import { SIGKILL } from "../../../../ffi/constants.ts";
import { signalPidFd } from "../../../../ffi/process.ts";
import { removePlacement } from "../../../engine/cgroup/removal.ts";
import { OciRuntimeError } from "../../../engine/errors.ts";
import { Runtime } from "../../../engine/runtime/runtime.ts";
import { endsWithin } from "../../../engine/spawn/end-monitor.ts";
import { readFinalExit } from "../../../engine/wait/exit.ts";
import { findMonitor } from "../../../engine/wait/monitor-process.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { monitorPlacement, removeContainerCgroup } from "./cgroup.ts";
import type { Inventory } from "./inventory.ts";
import { removeNetwork } from "./network.ts";
import { filesOf, placeOf } from "./place.ts";
import { removeSessions } from "./sessions.ts";

/** Milliseconds: a monitor writes its logs to the disk and runs the exit command before it ends. */
const FAREWELL = 10_000;
/** Milliseconds for the kernel to see that a cgroup is empty. */
const CGROUP_PATIENCE = 1000;

export interface RemovalOptions {
  /** Set when it is the monitor that runs us: it waits for our end, and cannot be waited for. */
  readonly monitorWaits?: boolean;
}

/**
 * Takes a container into our hands, in order to remove it.
 *
 * @returns undefined when its state is not that of the record any more
 */
export function claimForRemoval(
  { store, self, bootId }: Inventory,
  record: ContainerRecord,
): ContainerRecord | undefined {
  return store.change(record, { state: "removing", owner: self, bootId });
}

/**
 * Removes processes and files of a container in the state `removing`, and forgets it at the very end: whenever we are
 * killed on the way, the next one finds it and goes on.
 */
export async function removeClaimed(
  inventory: Inventory,
  record: ContainerRecord,
  { monitorWaits = false }: RemovalOptions = {},
): Promise<void> {
  await deleteFromRuntime(inventory, record);
  if (!monitorWaits) await monitorEnded(inventory, record);
  const exitCode = record.exitCode ?? lastCode(inventory, record);
  removeFiles(inventory, record);
  if (!monitorWaits) await removeCgroups(inventory, record);
  inventory.store.delete({ ...record, exitCode });
}

/** Of one that was removed while it ran, and whose end nobody has recorded. */
function lastCode({ directories }: Inventory, record: ContainerRecord): number | undefined {
  try {
    const exit = readFinalExit(placeOf(record, directories));
    return exit === undefined ? undefined : exit.code & 0xff;
  } catch {
    return undefined;
  }
}

function removeFiles(inventory: Inventory, record: ContainerRecord): void {
  removeSessions(inventory, record);
  removeNetwork(record);
  const { directory, run, exitFile, socketLink, slirpSocket } = filesOf(record.id, inventory.directories);
  for (const path of [directory, run, exitFile, socketLink, slirpSocket])
    rmSync(path, { recursive: true, force: true });
}

/** The cgroup of all monitors goes with the last of them; a monitor that waits for us is still in it. */
async function removeCgroups({ store }: Inventory, { id, config }: ContainerRecord): Promise<void> {
  const isLast = store
    .list()
    .every((other) => other.id === id || other.state === "created" || other.state === "exited");
  const placement = monitorPlacement(config);
  // What is left is empty, and the next container's.
  if (isLast) await removePlacement(placement, { parentToo: true, timeout: CGROUP_PATIENCE });
}

/** Kills what runs in the container, and makes the runtime forget it. It may not know it at all. */
export async function deleteFromRuntime({ directories }: Inventory, record: ContainerRecord): Promise<void> {
  const runtime = new Runtime(placeOf(record, directories).runtime);
  try {
    await runtime.delete(record.id, { force: true });
  } catch (error) {
    // Somebody else's was faster, or only a part of the container was there.
    const unknown = error instanceof OciRuntimeError && (await runtime.state(record.id)) === undefined;
    if (!unknown) throw error;
  }
  removeContainerCgroup(record.config, record.id);
}

/**
 * Waits for the end of the container's monitor, which comes by itself once the container has ended. One that does not
 * come to its end is killed: a ctrun that was killed itself may have left it stopped.
 */
export async function monitorEnded({ directories }: Inventory, record: ContainerRecord): Promise<void> {
  using monitor = findMonitor(placeOf(record, directories));
  if (monitor === undefined || (await endsWithin(monitor, FAREWELL))) return;
  signalPidFd(monitor, SIGKILL);
  if (await endsWithin(monitor, FAREWELL)) return;
  throw new Error(`The monitor of container ${record.id.slice(0, 12)} does not end`);
}

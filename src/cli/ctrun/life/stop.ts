// Ends a container that runs.
import { constants } from "node:os";
import { type Container, openContainer } from "../../../engine/container.ts";
import { MonitorError, OciRuntimeError } from "../../../engine/errors.ts";
import { TimeoutError } from "../../../waiting/deadline.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { signalName } from "../values/signal-name.ts";
import { concluded } from "./conclude.ts";
import type { Inventory } from "./inventory.ts";
import { placeOf } from "./place.ts";

/** Milliseconds after which a container that was killed has not ended because the kernel cannot end it. */
const AFTER_KILL = 20_000;

export interface StopOptions {
  /** Seconds; 0 kills at once. */
  readonly patience: number;
  /** Hears of a container that had to be killed. */
  readonly onWarning: (text: string) => void;
}

/**
 * Asks the container to end, and kills it when it has not done so in time.
 *
 * @param record in the state `running`
 * @returns its record once it has ended; undefined when it has been removed
 * @throws {TimeoutError} when it does not even end when it is killed
 */
export async function stopContainer(
  inventory: Inventory,
  record: ContainerRecord,
  { patience, onWarning }: StopOptions,
): Promise<ContainerRecord | undefined> {
  const container = openContainer(placeOf(record, inventory.directories));
  if (patience > 0) {
    await signalContainer(inventory, record, record.config.stopSignal);
    try {
      await ended(container, patience * 1000);
      return await concluded(inventory, record);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      const signal = signalName(record.config.stopSignal);
      onWarning(`${signal} has not ended container ${record.name} in ${seconds(patience)}: resorting to SIGKILL`);
    }
  }
  await signalContainer(inventory, record, constants.signals.SIGKILL);
  await ended(container, AFTER_KILL);
  return await concluded(inventory, record);
}

function seconds(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
}

async function ended(container: Container, timeout: number): Promise<void> {
  try {
    await container.wait({ timeout });
  } catch (error) {
    // Its code is nobody's who stops it: the monitor is gone, and so the container has ended, or is about to be.
    if (!(error instanceof MonitorError)) throw error;
  }
}

/** Sends a signal to the container's first process. @returns false when it has just ended */
export async function signalContainer(
  { directories }: Inventory,
  record: ContainerRecord,
  signal: number,
): Promise<boolean> {
  const container = openContainer(placeOf(record, directories));
  try {
    await container.kill(signal);
    return true;
  } catch (error) {
    if (!(error instanceof OciRuntimeError)) throw error;
    const state = await container.state();
    if (state === undefined || state.status === "stopped") return false;
    throw error;
  }
}

// Starts a container that was created, or that has exited.

import { mkdirSync, writeFileSync } from "node:fs";
import { messageOf } from "../../../../ffi/errno.ts";
import type { Container } from "../../../engine/container.ts";
import { createContainer } from "../../../engine/create/create.ts";
import { ContainerStateError } from "../../../engine/errors.ts";
import { readExit } from "../../../engine/wait/exit.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { identityOf } from "../state/process-identity.ts";
import { creationOf } from "./creation.ts";
import type { Inventory } from "./inventory.ts";
import { prepareNetwork, removeNetwork } from "./network.ts";
import { filesOf, placeOf } from "./place.ts";
import { deleteFromRuntime, monitorEnded } from "./remove.ts";
import { settleEnd } from "./settle.ts";
import type { StartOptions } from "./start-options.ts";

/**
 * Starts it.
 *
 * @param record in the state `created` or `exited`
 * @returns its record, now that its process runs or has even ended
 * @throws {ContainerStateError} when it is in another state, or somebody else is at work on it
 * @throws {OciRuntimeError} {MonitorError} {PortError} Nothing runs then, and the container is as it was before.
 */
export async function startContainer(
  inventory: Inventory,
  record: ContainerRecord,
  options: StartOptions,
): Promise<ContainerRecord> {
  const starting = claim(inventory, record, options);
  try {
    // The last run's monitor may still be on its way out, and takes its sockets away.
    await monitorEnded(inventory, record);
    mkdirSync(filesOf(record.id, inventory.directories).run, { recursive: true, mode: 0o700 });
    using network = await prepareNetwork(inventory, starting, options);
    const container = await createContainer({
      ...creationOf(starting, inventory, options),
      held: network.leaked(),
    });
    const entrusted = entrust(inventory, starting, container);
    const ports = await network.connect(container);
    const running = mine(inventory.store.change(entrusted, { ports }), record.name);
    await options.before?.(container);
    options.signal?.throwIfAborted();
    // A restored process runs already.
    if (options.restore === undefined) await container.start();
    return await letGo(inventory, running, options);
  } catch (error) {
    await giveBack(inventory, record, error);
    const now = inventory.store.get(record.id);
    if (now !== undefined && now.state !== "removing") throw error;
    throw new ContainerStateError(`container ${record.name} was removed while it was started`, { cause: error });
  }
}

function claim({ store, self, bootId }: Inventory, record: ContainerRecord, options: StartOptions): ContainerRecord {
  const { name, state } = record;
  if (state === "running") throw new ContainerStateError(`container ${name} is running already`);
  const keeper = options.foreground ? self : undefined;
  const startable = state === "created" || state === "exited";
  const claimed = startable ? store.change(record, { state: "starting", owner: self, keeper, bootId }) : undefined;
  if (claimed === undefined) throw new ContainerStateError(`another ctrun is at work on container ${name}`);
  return claimed;
}

/** From here on the monitor and its exit command see to the container's end. */
function entrust(inventory: Inventory, starting: ContainerRecord, { pid, monitorPid }: Container): ContainerRecord {
  const { pidfile } = starting.config;
  if (pidfile !== undefined && pid !== undefined) writeFileSync(pidfile, String(pid));
  const monitor = monitorPid === undefined ? undefined : identityOf(monitorPid);
  const fresh = { exitCode: undefined, finishedAt: undefined, outOfMemory: false, error: undefined };
  const change = { ...fresh, state: "running", startedAt: Date.now(), pid, monitor } as const;
  return mine(inventory.store.change(starting, change), starting.name);
}

async function letGo(inventory: Inventory, running: ContainerRecord, options: StartOptions): Promise<ContainerRecord> {
  const free = mine(inventory.store.change(running, { owner: undefined }), running.name);
  // Whoever saw us at work on it when it ended has left the rest to us.
  const hasEnded = readExit(placeOf(free, inventory.directories)) !== undefined;
  if (hasEnded && !options.foreground) await settleEnd(inventory, free);
  return free;
}

async function giveBack(inventory: Inventory, before: ContainerRecord, error: unknown): Promise<void> {
  const { store, self } = inventory;
  const now = store.get(before.id);
  if (now?.owner?.pid !== self.pid) return;
  if (now.state === "running") {
    await deleteFromRuntime(inventory, now);
    await monitorEnded(inventory, now);
  }
  removeNetwork(now);
  const { state, startedAt, finishedAt, exitCode, outOfMemory } = before;
  const nothing = { owner: undefined, keeper: undefined, pid: undefined, monitor: undefined };
  const why = messageOf(error);
  store.change(now, { ...nothing, state, startedAt, finishedAt, exitCode, outOfMemory, error: why });
}

function mine(changed: ContainerRecord | undefined, name: string): ContainerRecord {
  if (changed === undefined) throw new ContainerStateError(`container ${name} was removed while it was started`);
  return changed;
}

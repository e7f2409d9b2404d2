// Waiting until nobody else is at work on a container.
import { IN_MODIFY } from "../../../../ffi/constants.ts";
import { discardEvents, watchPath } from "../../../../ffi/inotify.ts";
import { existingPidFd } from "../../../engine/spawn/end-monitor.ts";
import { firstReady } from "../../../engine/wait/first-ready.ts";
import { Deadline, type Waiting } from "../../../waiting/deadline.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { isAlive } from "../state/process-identity.ts";
import type { Inventory } from "./inventory.ts";

/**
 * The container's record as soon as it is in nobody else's hands. Each commit of another process appends to the
 * database's write-ahead log, and that is what wakes us.
 *
 * @returns undefined when the container has been removed
 * @throws {TimeoutError} or the signal's reason
 */
export async function whenFree(
  { store, directories, self }: Inventory,
  id: string,
  waiting?: Waiting,
): Promise<ContainerRecord | undefined> {
  using deadline = new Deadline(`another ctrun to let go of container ${id.slice(0, 12)}`, waiting);
  using commits = watchPath(`${directories.database}-wal`, IN_MODIFY);
  for (;;) {
    const record = store.get(id);
    const owner = record?.owner;
    if (owner === undefined || owner.pid === self.pid || !isAlive(owner)) return record;
    using process = existingPidFd(owner.pid);
    if (process === undefined) continue;
    await firstReady([commits, process], deadline.signal);
    discardEvents(commits);
  }
}

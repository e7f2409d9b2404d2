// Gives up what takes a running container as soon as that has ended.
import { ContainerStateError } from "../../../engine/errors.ts";
import { firstReady } from "../../../engine/wait/first-ready.ts";
import { findMonitor } from "../../../engine/wait/monitor-process.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { identityOf } from "../state/process-identity.ts";
import type { Inventory } from "./inventory.ts";
import { placeOf } from "./place.ts";

/**
 * Does something with a container, such as starting a command in it. Whoever removes the container meanwhile removes the
 * sockets that this would wait for.
 *
 * @throws {ContainerStateError} when the container's monitor ends before it is done
 */
export async function whileItRuns<T>(
  { directories, store }: Inventory,
  record: ContainerRecord,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const done = new AbortController();
  const text = `container ${record.name} does not run any more`;
  const end = (): void => gone.abort(new ContainerStateError(text));
  using monitor = findMonitor(placeOf(record, directories));
  if (monitor === undefined) end();
  const watch = monitor === undefined ? Promise.resolve() : firstReady([monitor], done.signal).then(end);
  try {
    return await work(gone.signal);
  } catch (error) {
    // What fails then fails for want of some file or other.
    const now = store.get(record.id);
    const same = now?.state === "running" && now.owner === undefined && now.startedAt === record.startedAt;
    // The database comes to know a little later than the kernel.
    const goesOn = same && now.pid !== undefined && identityOf(now.pid) !== undefined;
    throw goesOn && !gone.signal.aborted ? error : new ContainerStateError(text, { cause: error });
  } finally {
    done.abort();
    await Promise.allSettled([watch]);
  }
}

// Work that makes sense only as long as a container has a monitor.
import { EPOLLIN } from "../../../ffi/constants.ts";
import { ready } from "../../waiting/ready.ts";
import { ContainerStateError } from "../errors.ts";
import { findMonitor, type MonitorPlace } from "./monitor-process.ts";

/**
 * Does some work, and gives it up when the container's monitor ends.
 *
 * @param work gets a signal that is also aborted then
 * @throws {ContainerStateError} when the monitor has ended before or meanwhile, or was never started
 * @throws what the work throws
 */
export async function whileMonitored<T>(
  place: MonitorPlace,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new ContainerStateError(`Container ${place.id} has no monitor: it has ended, or was never created`);
  using monitor = findMonitor(place);
  if (monitor === undefined) throw gone;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const watching = ready(monitor, EPOLLIN, until).then(
    () => over.abort(gone),
    () => undefined,
  );
  try {
    return await work(until);
  } finally {
    over.abort();
    // The descriptor may be closed once nobody waits for it any more.
    await watching;
  }
}

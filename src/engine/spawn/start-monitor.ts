// From nothing to a monitor that works on its own: started, put into its cgroup, let go, and settled.
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { type CgroupPlacement, placeMonitor } from "../cgroup/placement.ts";
import { launch, type MonitorRequest } from "./launch.ts";
import { StartedMonitor } from "./started-monitor.ts";

export type { MonitorRequest, MonitorStdio } from "./launch.ts";
export { StartedMonitor } from "./started-monitor.ts";

export interface MonitorStart extends MonitorRequest {
  /** Where the monitor writes its pid. */
  readonly pidfile: string;
  /** The cgroup for the monitor; without it, it stays in ours. */
  readonly cgroup?: CgroupPlacement | undefined;
  /** The container's or the session's, after which the monitor's cgroup is named. */
  readonly id: string;
  /** Hears what has gone wrong and does not matter. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/**
 * Starts a monitor. It is moved into its cgroup while it waits for the start byte, so that everything that it starts is
 * there from the first moment.
 *
 * @returns the monitor, which reports next; dispose it
 * @throws {MonitorError} when it cannot be started or fails at once; nothing is left then, nor after a timeout
 */
export async function startMonitor(request: MonitorStart, waiting?: Waiting): Promise<StartedMonitor> {
  using deadline = new Deadline(`monitor "${request.path}" to start`, waiting);
  const { signal } = deadline;
  const { cgroup, id, onWarning: warn = () => undefined } = request;
  signal.throwIfAborted();
  const monitor = new StartedMonitor(launch(request), request);
  try {
    const warnings = cgroup === undefined ? [] : await placeMonitor(monitor.first.pid, id, cgroup, { signal });
    for (const warning of warnings) warn(warning);
    signal.throwIfAborted();
    monitor.go();
    await monitor.settled(signal, warn);
    return monitor;
  } catch (error) {
    await monitor.abandon();
    throw error;
  }
}

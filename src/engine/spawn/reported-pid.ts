// What a monitor's first report comes to: the pid of a new process, or the reason why there is none.
import type { SyncMessage } from "../../protocol/sync-message.ts";
import { MonitorError } from "../errors.ts";
import { readOciLog } from "../runtime/oci-log.ts";
import { ociRuntimeError } from "../runtime/runtime-error.ts";
import type { StartedMonitor } from "./started-monitor.ts";

export interface ReportSource {
  /** The runtime's path, for the error. */
  readonly runtime: string;
  /** Where the runtime writes its errors. They are whole there, where a report has 4 KiB for them. */
  readonly ociLog: string;
}

/**
 * Waits for the monitor's report.
 *
 * @returns the pid of the container's process or the session's, as this process sees it
 * @throws {OciRuntimeError} when the runtime has failed
 * @throws {MonitorError} when the monitor ends, or says what no monitor says
 */
export async function reportedPid(monitor: StartedMonitor, source: ReportSource, signal: AbortSignal): Promise<number> {
  const report = await nextReport(monitor, signal);
  if (report instanceof MonitorError) throw runtimeFailure(source) ?? report;
  if (report.value > 0) return report.value;
  const { message = "" } = report;
  throw runtimeFailure(source, message) ?? new MonitorError(`The monitor reports ${report.value} and no reason`);
}

async function nextReport(monitor: StartedMonitor, signal: AbortSignal): Promise<SyncMessage | MonitorError> {
  try {
    return (await monitor.report(signal)) ?? new MonitorError("The monitor has ended without a report");
  } catch (error) {
    if (error instanceof MonitorError) return error;
    throw error;
  }
}

/** In the runtime's own words, or else in those that the monitor has caught. */
function runtimeFailure({ runtime, ociLog }: ReportSource, caught = ""): Error | undefined {
  const text = readOciLog(ociLog) ?? caught;
  return text === "" ? undefined : ociRuntimeError(runtime, text);
}

// The process that watches over a container, found by its pid file and held by a pidfd.
import { ENOENT, ESRCH, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { readFile } from "../../../ffi/file.ts";
import { decodeOsString, splitCStrings } from "../../../ffi/os-string.ts";
import { signalPidFd } from "../../../ffi/process.ts";
import { readPidfile } from "../pidfile.ts";
import type { ContainerPlace } from "../place.ts";
import { existingPidFd } from "../spawn/end-monitor.ts";

/** What has to be known of a container to find its monitor. */
export type MonitorPlace = Pick<ContainerPlace, "id" | "monitorPidfile">;

/**
 * A pidfd of the container's monitor: readable once that has ended.
 *
 * @returns undefined when it has ended already, or was never started
 * @throws {SystemError} when the pid file cannot be read
 */
export function findMonitor(place: MonitorPlace): Fd | undefined {
  const found = readPidfile(place.monitorPidfile);
  if (found.kind === "unreadable" && found.cause !== undefined) throw found.cause;
  if (found.kind !== "pid") return undefined;
  const { pid } = found;
  using stack = new DisposableStack();
  const monitor = stack.use(existingPidFd(pid));
  // The pid may be somebody else's by now. While the process behind the pidfd is there, what /proc says is about it.
  if (monitor === undefined || !isAbout(pid, place.id) || !signalPidFd(monitor, 0)) return undefined;
  stack.move();
  return monitor;
}

/** Whether a process was started for a container: `--cid ID`, in whichever way. One that has ended has no arguments. */
function isAbout(pid: number, id: string): boolean {
  const argv = splitCStrings(argumentsOf(pid)).map(decodeOsString);
  return argv.some((argument) => argument === id || argument.endsWith(`=${id}`));
}

/** Empty for a process that is not there. */
function argumentsOf(pid: number): Uint8Array<ArrayBuffer> {
  try {
    return readFile(`/proc/${pid}/cmdline`);
  } catch (error) {
    // ESRCH: the process went away while its file was open.
    const missing = error instanceof SystemError && (error.errno === ENOENT || error.errno === ESRCH);
    if (missing) return new Uint8Array(0);
    throw error;
  }
}

// The process that watches over a container, found by its pid file and held by a pidfd.
import { ENOENT, ESRCH, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { readFile } from "../../../ffi/file.ts";
import { decodeOsString, splitCStrings } from "../../../ffi/os-string.ts";
import { pidFd, signalPidFd } from "../../../ffi/process.ts";
import type { ContainerPlace } from "../place.ts";

/** What has to be known of a container to find its monitor. */
export type MonitorPlace = Pick<ContainerPlace, "id" | "monitorPidfile">;

/**
 * A pidfd of the container's monitor: readable once that has ended.
 *
 * @returns undefined when it has ended already, or was never started
 * @throws {SystemError} when the pid file cannot be read
 */
export function findMonitor(place: MonitorPlace): Fd | undefined {
  const pid = pidIn(place.monitorPidfile);
  if (pid === undefined) return undefined;
  const monitor = pidFdIfThere(pid);
  // The pid may be somebody else's by now. While the process behind the pidfd is there, what /proc says is about it.
  if (monitor === undefined || (isAbout(pid, place.id) && signalPidFd(monitor, 0))) return monitor;
  monitor.close();
  return undefined;
}

function pidIn(pidfile: string): number | undefined {
  const text = decodeOsString(contentOf(pidfile));
  return /^[1-9]\d{0,9}\n?$/.test(text) ? Number(text) : undefined;
}

function pidFdIfThere(pid: number): Fd | undefined {
  try {
    return pidFd(pid);
  } catch (error) {
    if (error instanceof SystemError && error.errno === ESRCH) return undefined;
    throw error;
  }
}

/** Whether a process was started for a container: `--cid ID`, in whichever way. One that has ended has no arguments. */
function isAbout(pid: number, id: string): boolean {
  const argv = splitCStrings(contentOf(`/proc/${pid}/cmdline`)).map(decodeOsString);
  return argv.some((argument) => argument === id || argument.endsWith(`=${id}`));
}

/** Empty for a file that is not there. */
function contentOf(path: string): Uint8Array<ArrayBuffer> {
  try {
    return readFile(path);
  } catch (error) {
    // ESRCH: the process went away while its file was open.
    const missing = error instanceof SystemError && (error.errno === ENOENT || error.errno === ESRCH);
    if (missing) return new Uint8Array(0);
    throw error;
  }
}

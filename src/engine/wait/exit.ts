// A container's end, as its monitor leaves it in the exit file.
import { fstatSync } from "node:fs";
import { IN_CREATE, IN_MOVED_TO, O_NONBLOCK, O_RDONLY } from "../../../ffi/constants.ts";
import { EMFILE, ENOENT, ENOSPC, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { lstat, open } from "../../../ffi/file.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { read, readToEnd } from "../../../ffi/io.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";
import { exitFilePath, oomFilePath, persistentExitFilePath } from "../../protocol/files.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { MonitorError } from "../errors.ts";
import type { ContainerPlace } from "../place.ts";
import { firstReady } from "./first-ready.ts";
import { findMonitor } from "./monitor-process.ts";

/** How a container ended. */
export interface ContainerExit {
  /** 0 to 255; 128 + N for signal N; -1 when the monitor killed it because its time was over. */
  readonly code: number;
  /** Whether the kernel has killed something in it for want of memory. */
  readonly outOfMemory: boolean;
  /** When the exit file was written. */
  readonly finishedAt: Date;
}

/** What has to be known of a container to learn of its end. */
export type ExitPlace = Pick<ContainerPlace, "id" | "bundle" | "exitDir" | "persistDir" | "monitorPidfile">;

/** More than any number needs: what is longer is no exit code. */
const MOST_BYTES = 32;

/**
 * Waits until the container has ended. Where the exit file could not be written, the copy in the persist directory tells.
 *
 * @throws {MonitorError} when its monitor is gone and has left no exit file, or what is there is no exit code
 * @throws {TimeoutError} or the signal's reason
 * @throws {SystemError} when the directory of exit files cannot be watched
 *
 * @example
 * ```ts
 * const { code, outOfMemory } = await waitForExit(place, { timeout: 60_000 });
 * ```
 */
export async function waitForExit(place: ExitPlace, waiting?: Waiting): Promise<ContainerExit> {
  using deadline = new Deadline(`the end of container ${place.id}`, waiting);
  // Both stand before the first look. Monitors write the file aside and rename it.
  using appearances = watchIfPossible(place.exitDir);
  using monitor = findMonitor(place);
  for (let alive = monitor !== undefined; ; ) {
    const gone = !alive || monitor === undefined;
    const exit = gone ? readFinalExit(place) : readExit(place);
    if (exit !== undefined) return exit;
    if (gone) {
      const file = exitFilePath(place.exitDir, place.id);
      throw new MonitorError(`The monitor of container ${place.id} is gone, and has left no exit file "${file}"`);
    }
    const signs = appearances === undefined ? [monitor] : [appearances, monitor];
    alive = (await firstReady(signs, deadline.signal)) !== monitor;
    if (appearances !== undefined) read(appearances, events);
  }
}

/**
 * How a container has ended.
 *
 * @returns undefined when there is no exit file
 * @throws {MonitorError} when what is in it is no exit code
 * @throws {SystemError} when it cannot be read
 *
 * @example
 * ```ts
 * const isOver = readExit(place) !== undefined;
 * ```
 */
export function readExit(place: Omit<ExitPlace, "monitorPidfile">): ContainerExit | undefined {
  return readExitAt(exitFilePath(place.exitDir, place.id), place);
}

/**
 * The same when the monitor is gone: where it could not write the exit file, the copy in the persist directory tells.
 *
 * @throws as `readExit`
 */
export function readFinalExit(place: Omit<ExitPlace, "monitorPidfile">): ContainerExit | undefined {
  const exit = readExit(place);
  if (exit !== undefined || place.persistDir === undefined) return exit;
  return readExitAt(persistentExitFilePath(place.persistDir), place);
}

/** What stands in an exit file. @throws as `readExit` */
export function readExitFile(path: string): Pick<ContainerExit, "code" | "finishedAt"> | undefined {
  using file = openIfThere(path);
  if (file === undefined) return undefined;
  const code = codeIn(decodeOsString(readToEnd(file, MOST_BYTES)), path);
  return { code, finishedAt: fstatSync(file.number).mtime };
}

/**
 * Without a watch the monitor's end has to tell, which comes after the exit command: when there is no directory, or the
 * user has as many watches as the kernel allows, by default 128.
 */
function watchIfPossible(directory: string): Fd | undefined {
  try {
    return watchPath(directory, IN_CREATE | IN_MOVED_TO);
  } catch (error) {
    if (error instanceof SystemError && [ENOENT, EMFILE, ENOSPC].includes(error.errno)) return undefined;
    throw error;
  }
}

function readExitAt(
  path: string,
  { bundle, persistDir }: Omit<ExitPlace, "monitorPidfile">,
): ContainerExit | undefined {
  const found = readExitFile(path);
  if (found === undefined) return undefined;
  const directories = persistDir === undefined ? [bundle] : [bundle, persistDir];
  const outOfMemory = directories.some((directory) => lstat(oomFilePath(directory)) !== undefined);
  return { ...found, outOfMemory };
}

function openIfThere(path: string): Fd | undefined {
  try {
    // Non-blocking, in case that it is a FIFO.
    return open(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (error instanceof SystemError && error.errno === ENOENT) return undefined;
    throw error;
  }
}

/** Decimal and nothing else, as conmon prints it. */
function codeIn(text: string, path: string): number {
  const code = /^-?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (code >= -1 && code <= 255) return code;
  throw new MonitorError(`No exit code in "${path}": ${JSON.stringify(text)}`);
}

// What the watch has to tell is only that it is time for a look.
const events = new Uint8Array(new ArrayBuffer(4096));

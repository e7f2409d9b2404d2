// The files that a log consists of: PATH, and what was rotated away as PATH.1, PATH.2 and so on, which may happen at any time.
import { readdirSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { OpenLog } from "./open-log.ts";

/** With a writer that rotates faster than one can look, the order of what was seen is still right. */
const ATTEMPTS = 100;

/**
 * Opens all files of a log, so that no rotation can take one away before it is read. Those that are not there are left
 * out; the present one may be missing, too, because it is moved away before the next one is put in its place.
 *
 * @param oldest identity of the oldest file that is wanted; all, when there is none of it
 * @returns newest first; the caller disposes them
 * @throws {LogError} when one cannot be read
 */
export function openFilesOf(path: string, oldest?: string): OpenLog[] {
  for (let attempt = 1; ; attempt++) {
    const files = openOnce(path, oldest);
    const [newest] = files;
    const present = newest?.path === path ? newest.identity : undefined;
    if (present === identityAt(path) || attempt === ATTEMPTS) return files;
    disposeAll(files);
  }
}

export function disposeAll(files: Iterable<OpenLog>): void {
  for (const file of files) file[Symbol.dispose]();
}

/** Which file has a name now. @returns undefined when none has */
export function identityAt(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}`;
}

/*
 * Files move upward only, PATH to PATH.1 to PATH.2. Who opens them in that direction may see one twice, but does not miss
 * any, not even in the middle of a rotation.
 */
function openOnce(path: string, oldest: string | undefined): OpenLog[] {
  const byIdentity = new Map<string, OpenLog>();
  try {
    const last = highestIndex(path) + 1;
    for (let index = 0; index <= last && (oldest === undefined || !byIdentity.has(oldest)); index++) {
      const file = OpenLog.open(index === 0 ? path : `${path}.${index}`);
      if (file === undefined) continue;
      if (byIdentity.has(file.identity)) file[Symbol.dispose]();
      else byIdentity.set(file.identity, file);
    }
    return [...byIdentity.values()];
  } catch (error) {
    disposeAll(byIdentity.values());
    throw error;
  }
}

/** Somebody may have removed files in between: the last one counts, not the first that is missing. */
function highestIndex(path: string): number {
  const prefix = `${basename(path)}.`;
  const indexes = namesIn(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((index) => /^[1-9]\d{0,5}$/.test(index));
  return Math.max(0, ...indexes.map(Number));
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    // A directory that is gone, or that only its owner may list: then there is the present file or none.
    return [];
  }
}

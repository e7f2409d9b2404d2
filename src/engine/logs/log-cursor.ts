// A place in a log, from which it is read on through all of its files, also those that are not there yet.
import type { OpenLog } from "./open-log.ts";
import { disposeAll, identityAt, openFilesOf } from "./rotated-files.ts";

/** Holds the file that is being read, and those after it, open: a rotation cannot take them away. */
export class LogCursor implements Disposable {
  readonly #path: string;
  /** Oldest first; the first one is being read. */
  #files: OpenLog[];
  #frozen = false;

  /** Begins with the oldest file. @throws {LogError} when a file cannot be read */
  constructor(path: string) {
    this.#path = path;
    this.#files = openFilesOf(path).toReversed();
  }

  /** All files from the one that is being read to the newest. */
  get files(): readonly OpenLog[] {
    return this.#files;
  }

  /** The file that is being read; undefined before there is one. */
  get file(): OpenLog | undefined {
    return this.#files[0];
  }

  /** Leaves out what is older than a position. */
  startAt(file: OpenLog, position: number): void {
    const index = this.#files.indexOf(file);
    disposeAll(this.#files.splice(0, Math.max(0, index)));
    file.position = position;
  }

  /** What is added from now on does not belong to the log any more. */
  freeze(): void {
    this.#frozen = true;
    for (const file of this.#files) file.end = file.size;
  }

  /**
   * Whether nothing will be added to the file that is being read, because a newer one is there. To be asked before the
   * rest of it is read: what a writer adds between the reading and the asking would be lost.
   */
  isComplete(): boolean {
    if (this.#files.length < 2 && !this.#frozen) this.#lookForNewer();
    return this.#files.length > 1;
  }

  /** Goes on to the next file. */
  advance(): void {
    this.#files.shift()?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    disposeAll(this.#files);
    this.#files = [];
  }

  #lookForNewer(): void {
    const { file } = this;
    const present = identityAt(this.#path);
    // Moved away, and the next one is not there yet: the writer may still add to the old one.
    if (present === undefined || present === file?.identity) return;
    const all = openFilesOf(this.#path, file?.identity);
    const newer = file === undefined ? all : newerThan(file, all);
    disposeAll(all.filter((one) => !newer.includes(one)));
    this.#files.push(...newer.toReversed());
  }
}

/** @param all newest first */
function newerThan(file: OpenLog, all: readonly OpenLog[]): readonly OpenLog[] {
  const index = all.findIndex(({ identity }) => identity === file.identity);
  if (index >= 0) return all.slice(0, index);
  // It was replaced, and what is there by the names of rotated files is older; or so many rotations have happened that it
  // was removed, and all that is there is newer.
  const { modified } = file;
  return all.filter((one) => one.modified >= modified);
}

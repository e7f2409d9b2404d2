// Files that appear at once and whole: written under another name in the same directory, then renamed.
import { O_CREAT, O_EXCL, O_WRONLY, S_IFDIR } from "./constants.ts";
import { EEXIST, EISDIR, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { lstat, open, removeIfThere, rename } from "./file.ts";
import { writeAll } from "./io.ts";

/**
 * A file that is not there yet. Making one finds out whether the directory is writable; `commit` puts it in place,
 * and a watcher of the directory sees one event for the whole content. Without `commit` nothing is left.
 */
export class AtomicFile implements Disposable {
  readonly #path: string;
  readonly #staging: string;
  readonly #fd: Fd;
  #committed = false;

  /** @param mode permissions, less the umask @throws {SystemError} */
  constructor(path: string, mode: number) {
    // The one reason that would only show at the end, when it is too late for whoever asks beforehand.
    if (lstat(path)?.type === S_IFDIR) throw new SystemError("rename", EISDIR, path);
    this.#path = path;
    this.#staging = `${path}.${process.pid.toString(36)}.tmp`;
    this.#fd = createExclusively(this.#staging, mode);
  }

  /** Writes the content and replaces whatever stands at the path. @throws {SystemError} */
  commit(content: string): void {
    writeAll(this.#fd, new TextEncoder().encode(content));
    // Before the rename: closing a file that was written to is an event of its own, under the name that it then has.
    this.#fd.close();
    rename(this.#staging, this.#path);
    this.#committed = true;
  }

  [Symbol.dispose](): void {
    this.#fd.close();
    if (!this.#committed) removeIfThere(this.#staging);
  }
}

/** Writes a small file in one go. @throws {SystemError} and leaves nothing behind */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  using file = new AtomicFile(path, mode);
  file.commit(content);
}

function createExclusively(path: string, mode: number): Fd {
  try {
    return open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== EEXIST) throw error;
    // Left by a process of the same pid that was killed before its rename.
    removeIfThere(path);
    return open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
  }
}

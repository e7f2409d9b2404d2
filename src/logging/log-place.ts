// Where a log file lives: its directory is looked up anew for every operation, and must be an allowed one.
import { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } from "../../ffi/constants.ts";
import { Directory } from "../../ffi/directory.ts";
import { ENOENT, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";

const LOG_MODE = 0o640;
const APPENDING = O_WRONLY | O_APPEND | O_CREAT;

/**
 * The path of a log. In a directory that others may write to, a name can become a link to somewhere else at any time:
 * so all work is done on an open directory, and new files are made where no file and no link was. A log that is a link
 * from the start is the engine's choice, unless the engine has said in which directories logs have to be.
 */
export class LogPlace {
  readonly path: string;
  readonly #directory: string;
  readonly #name: string;
  readonly #allowed: readonly string[];

  /** @param allowed directories below which the log must really be; empty: anywhere */
  constructor(path: string, allowed: readonly string[]) {
    this.path = path;
    const slash = path.lastIndexOf("/");
    this.#directory = slash < 0 ? "." : path.slice(0, slash + 1);
    this.#name = path.slice(slash + 1);
    this.#allowed = allowed;
  }

  /** Opens the log for appending, and makes it when it is not there. @throws {Error} */
  open(): Fd {
    using directory = this.#open();
    return directory.open(this.#name, this.#allowed.length === 0 ? APPENDING : APPENDING | O_NOFOLLOW, LOG_MODE);
  }

  /** Puts an empty log in place of the present one; whoever has that open keeps it. @throws {Error} */
  replace(): Fd {
    using directory = this.#open();
    return this.#putInPlace(directory, () => {});
  }

  /**
   * Shifts the log to `.1`, `.1` to `.2` and so on, and starts an empty one.
   *
   * @param files how many shifted ones are kept, at least 1
   * @throws {Error}
   */
  rotate(files: number): Fd {
    using directory = this.#open();
    return this.#putInPlace(directory, () => {
      for (let index = files; index > 1; index--) this.#shift(directory, `${this.#name}.${index - 1}`, index);
      this.#shift(directory, this.#name, 1);
    });
  }

  /** Makes the new log first, under another name: when that is not possible, the old one stays where it is. */
  #putInPlace(directory: Directory, makeRoom: () => void): Fd {
    const staging = `${this.#name}.tmp`;
    directory.remove(staging);
    const fd = directory.open(staging, APPENDING | O_EXCL, LOG_MODE);
    try {
      makeRoom();
      directory.rename(staging, this.#name);
      return fd;
    } catch (error) {
      fd.close();
      directory.remove(staging);
      throw error;
    }
  }

  #shift(directory: Directory, from: string, index: number): void {
    try {
      directory.rename(from, `${this.#name}.${index}`);
    } catch (error) {
      // There are not that many yet, or somebody has taken one away.
      if (!(error instanceof SystemError) || error.errno !== ENOENT) throw error;
    }
  }

  #open(): Directory {
    const directory = new Directory(this.#directory);
    if (this.#allowed.length === 0 || this.#allowed.some((path) => contains(path, directory.realPath)))
      return directory;
    directory[Symbol.dispose]();
    throw new Error(`log path ${JSON.stringify(this.path)} is in none of the directories of --log-allowlist-dir`);
  }
}

function contains(allowed: string, realPath: string): boolean {
  try {
    using directory = new Directory(allowed);
    return realPath === directory.realPath || realPath.startsWith(`${directory.realPath.replace(/\/$/, "")}/`);
  } catch {
    // A directory that does not exist contains nothing.
    return false;
  }
}

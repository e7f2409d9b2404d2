// An open directory: names in it are looked up without anybody being able to swap the path in between.
import { O_CLOEXEC, O_DIRECTORY, O_PATH } from "./constants.ts";
import { check, checkRepeated, ENOENT, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { open, readLink } from "./file.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/** Opens a directory; symbolic links on the way to it are followed, once. */
export class Directory implements Disposable {
  readonly #path: string;
  readonly #fd: Fd;

  /** @throws {SystemError} ENOENT, ENOTDIR, EACCES */
  constructor(path: string) {
    this.#path = path;
    this.#fd = open(path, O_PATH | O_DIRECTORY);
  }

  /** Where it really is, without links. */
  get realPath(): string {
    return readLink(`/proc/self/fd/${this.#fd.number}`);
  }

  /**
   * Opens a file in it, close-on-exec.
   *
   * @param flags O_… of open(2)
   * @throws {SystemError} ELOOP for a symbolic link when the flags have O_NOFOLLOW
   */
  open(name: string, flags: number, mode: number): Fd {
    const bytes = cString(name);
    const call = (): number => libc.openat(this.#fd.number, bytes, flags | O_CLOEXEC, mode);
    return new Fd(checkRepeated(call, "open", `${this.#path}/${name}`));
  }

  /** Renames within it, replacing what stands at `to`. @throws {SystemError} */
  rename(from: string, to: string): void {
    const result = libc.renameat(this.#fd.number, cString(from), this.#fd.number, cString(to));
    check(result, "rename", `${this.#path}/${to}`);
  }

  /** Removes a file; one that is not there is fine. @throws {SystemError} */
  remove(name: string): void {
    if (libc.unlinkat(this.#fd.number, cString(name), 0) < 0 && errno() !== ENOENT) {
      throw new SystemError("unlink", errno(), `${this.#path}/${name}`);
    }
  }

  [Symbol.dispose](): void {
    this.#fd.close();
  }
}

// Wakes whoever follows a log: its file is written to or cut, or the names of its directory change.
import { dirname } from "node:path";
import {
  EPOLLIN,
  IN_CREATE,
  IN_DELETE,
  IN_DELETE_SELF,
  IN_MODIFY,
  IN_MOVED_FROM,
  IN_MOVED_TO,
} from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { addWatch, discardEvents, removeWatch, watchPath } from "../../../ffi/inotify.ts";
import { ready } from "../../waiting/ready.ts";
import { LogError } from "./log-error.ts";
import type { OpenLog } from "./open-log.ts";

const NAMES = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE_SELF;

/**
 * What has happened is not told: events may have been joined or lost, and the files themselves say it better. What
 * happens between a look at them and `changed()` is not missed.
 */
export class LogWatch implements Disposable {
  readonly #inotify: Fd;
  #watch: { readonly identity: string; readonly number: number } | undefined;

  /** @param path the log, which may not exist yet @throws {LogError} when its directory does not, or cannot be watched */
  constructor(path: string) {
    this.#inotify = watchDirectory(path);
  }

  /** Watches this file, whatever its name is, and no longer the one before. @throws {SystemError} */
  watch(file: OpenLog): void {
    if (file.identity === this.#watch?.identity) return;
    if (this.#watch !== undefined) removeWatch(this.#inotify, this.#watch.number);
    this.#watch = { identity: file.identity, number: addWatch(this.#inotify, file.ownPath, IN_MODIFY) };
  }

  /** Waits until something has happened since the last call. @throws the signal's reason */
  async changed(signal: AbortSignal): Promise<void> {
    await ready(this.#inotify, EPOLLIN, signal);
    discardEvents(this.#inotify);
  }

  [Symbol.dispose](): void {
    this.#inotify.close();
  }
}

function watchDirectory(path: string): Fd {
  try {
    return watchPath(dirname(path), NAMES);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new LogError(`Cannot follow log ${JSON.stringify(path)}: ${error.message}`, { cause: error });
  }
}

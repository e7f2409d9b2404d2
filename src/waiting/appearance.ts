// Waiting for something to appear at a path, by inotify(7), also where the directories above it are still to come.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { EPOLLIN, IN_CREATE, IN_MOVED_TO } from "../../ffi/constants.ts";
import { ENOENT, SystemError } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { watchPath } from "../../ffi/inotify.ts";
import { ready } from "./ready.ts";

/**
 * Looks, and looks again whenever something has come into the directory, until there is something to be seen.
 *
 * @param path absolute
 * @param look undefined: not yet
 * @throws the signal's reason when it is aborted
 * @throws {SystemError} when the directory cannot be watched
 * @throws what `look` throws
 */
export async function whenThere<T>(path: string, look: () => T | undefined, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  // What is there already needs no watch, of which a user may have only 128.
  const there = look();
  if (there !== undefined) return there;
  for (;;) {
    signal.throwIfAborted();
    // The watch stands before the look: whatever comes in between is told.
    using changes = watchNearest(path);
    const found = look();
    if (found !== undefined) return found;
    await ready(changes, EPOLLIN, signal);
  }
}

/** Watches the nearest directory above a path that is there. When that one goes away, this is an event, too. */
function watchNearest(path: string): Fd {
  for (let child = path; ; ) {
    const directory = dirname(child);
    try {
      const watch = watchPath(directory, IN_CREATE | IN_MOVED_TO);
      // What has come before the watch stood is told by nobody: start again from below.
      if (child === path || !existsSync(child)) return watch;
      watch.close();
      child = path;
    } catch (error) {
      const missing = error instanceof SystemError && error.errno === ENOENT;
      if (!missing || directory === child) throw error;
      child = directory;
    }
  }
}

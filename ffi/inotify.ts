// inotify(7): what happens to files.
import { O_CLOEXEC, O_NONBLOCK } from "./constants.ts";
import { check, EINVAL, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { NOT_READY, read } from "./io.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/**
 * A descriptor that becomes readable when something happens to a path.
 *
 * @param events IN_… bits
 * @throws {SystemError} ENOENT, EMFILE for too many instances, ENOSPC for too many watches
 */
export function watchPath(path: string, events: number): Fd {
  const name = cString(path);
  const fd = new Fd(check(libc.inotify_init1(O_NONBLOCK | O_CLOEXEC), "inotify_init1"));
  if (libc.inotify_add_watch(fd.number, name, events) >= 0) return fd;
  const code = errno();
  fd.close();
  throw new SystemError("inotify_add_watch", code, path);
}

/**
 * Watches one more path by the same descriptor. A user may have only 128 descriptors of this kind, but thousands of
 * watches.
 *
 * @param events IN_… bits
 * @returns the watch's number, for `removeWatch`
 * @throws {SystemError} ENOENT, ENOSPC for too many watches
 */
export function addWatch(inotify: Fd, path: string, events: number): number {
  return check(libc.inotify_add_watch(inotify.number, cString(path), events), "inotify_add_watch", path);
}

/** Ends a watch; one that has ended with its file is fine. @throws {SystemError} */
export function removeWatch(inotify: Fd, watch: number): void {
  if (libc.inotify_rm_watch(inotify.number, watch) < 0 && errno() !== EINVAL) {
    throw new SystemError("inotify_rm_watch", errno());
  }
}

/** Takes all events that are there without a look at them, for those who then look at the files themselves. */
export function discardEvents(inotify: Fd): void {
  const events = new Uint8Array(new ArrayBuffer(4096));
  while (read(inotify, events) !== NOT_READY);
}

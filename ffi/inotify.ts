// inotify(7): what happens to files.
import { O_CLOEXEC, O_NONBLOCK } from "./constants.ts";
import { check, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
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

// The directory in which namespaces are kept by being mounted on files: ip-netns(8)'s, or a user's own.
import { O_DIRECTORY, O_RDONLY } from "../../../ffi/constants.ts";
import { EINVAL, SystemError } from "../../../ffi/errno.ts";
import { open } from "../../../ffi/file.ts";
import { lockExclusively } from "../../../ffi/lock.ts";
import { bindMount, shareMounts } from "../../../ffi/mount.ts";
import { NetworkError } from "../network-error.ts";

/** Who keeps namespaces where: `/run/netns` is the one that `ip netns` knows. */
const OF_ROOT = "/run/netns";

/** Set by Podman where its own processes are root only in the user namespace of an ordinary user. */
const ROOTLESS_UID = "_CONTAINERS_ROOTLESS_UID";

/**
 * The directory of this user.
 *
 * @param user effective uid and environment; without it, this process's
 * @throws {NetworkError} for an ordinary user without XDG_RUNTIME_DIR
 */
export function namespaceDirectory(user = { uid: process.geteuid?.() ?? 0, env: process.env }): string {
  if (user.uid === 0 && !user.env[ROOTLESS_UID]) return OF_ROOT;
  const runtimeDirectory = user.env["XDG_RUNTIME_DIR"];
  if (runtimeDirectory === undefined || runtimeDirectory === "") {
    throw new NetworkError("Cannot tell where network namespaces are kept: XDG_RUNTIME_DIR is not set");
  }
  return `${runtimeDirectory}/netns`;
}

/**
 * Waits until nobody else changes what is mounted in a directory. `ip netns add` takes this lock, too.
 *
 * @returns the lock, which ends with it, and with this process
 * @throws {SystemError} ENOENT
 */
export function lockDirectory(directory: string): Disposable {
  using held = new DisposableStack();
  const lock = held.use(open(directory, O_RDONLY | O_DIRECTORY));
  lockExclusively(lock);
  return held.move();
}

/**
 * Makes what is mounted in a directory show up in the mount namespaces of others, now and later, for which it has to
 * be a mount point itself. It is to be locked: of two that find no mount point, both would mount the directory on itself,
 * and cover what the other has mounted meanwhile.
 *
 * @throws {SystemError} EPERM, ENOENT
 */
export function shareDirectory(directory: string): void {
  try {
    shareMounts(directory);
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== EINVAL) throw error;
    bindMount(directory, directory);
    shareMounts(directory);
  }
}

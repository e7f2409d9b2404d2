// Mounts of this process's mount namespace (mount(2), umount2(2)).
import { check } from "./errno.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

const MS_REC = 0x4000;
const MS_BIND = 0x1000;
const MS_SHARED = 1 << 20;
const MNT_DETACH = 2;
const UMOUNT_NOFOLLOW = 8;

/** Makes a file or directory visible at another place, with what is mounted below it. @throws {SystemError} EPERM, ENOENT */
export function bindMount(source: string, target: string): void {
  check(libc.mount(cString(source), cString(target), cString("none"), MS_BIND | MS_REC, null), "mount", target);
}

/** Lets mounts below a mount point reach other mount namespaces. @throws {SystemError} EINVAL when it is no mount point */
export function shareMounts(target: string): void {
  check(libc.mount(cString("none"), cString(target), cString("none"), MS_SHARED | MS_REC, null), "mount", target);
}

/** Takes a mount away from its place; those who use it keep it. @throws {SystemError} EINVAL when there is none */
export function detachMount(target: string): void {
  check(libc.umount2(cString(target), MNT_DETACH | UMOUNT_NOFOLLOW), "umount", target);
}

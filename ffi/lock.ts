// Locks on open files (flock(2)), which end with the descriptor, and so with the process.
import { checkRepeated } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

const LOCK_EX = 2;

/** Waits until nobody else holds the lock, and takes it. @param fd an open file or directory @throws {SystemError} */
export function lockExclusively(fd: Fd): void {
  checkRepeated(() => libc.flock(fd.number, LOCK_EX), "flock");
}

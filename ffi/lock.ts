// Locks on open files (flock(2)), which end with the descriptor, and so with the process.
import { checkRepeated, EAGAIN, SystemError } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { libc } from "./libc.ts";

const LOCK_EX = 2;
const LOCK_NB = 4;

/** Waits until nobody else holds the lock, and takes it. @param fd an open file or directory @throws {SystemError} */
export function lockExclusively(fd: Fd): void {
  checkRepeated(() => libc.flock(fd.number, LOCK_EX), "flock");
}

/** Takes the lock unless somebody else holds it. @param fd an open file or directory @returns whether it is ours @throws {SystemError} */
export function tryToLock(fd: Fd): boolean {
  try {
    checkRepeated(() => libc.flock(fd.number, LOCK_EX | LOCK_NB), "flock");
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.errno === EAGAIN) return false;
    throw error;
  }
}

// A descriptor of our own for a file that we share with the shell.
import { fstatSync } from "node:fs";
import { O_NOCTTY, O_NONBLOCK } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { isTerminal } from "../../../ffi/terminal.ts";

/** Major 5, minor 2: opening it again makes another terminal. */
const PTMX = 0x502;

/**
 * Opens a pipe or terminal once more, non-blocking. O_NONBLOCK belongs to the open file, which the caller shares with
 * its shell and everything that was started there: set on theirs, their next read or write would fail.
 *
 * @param access O_RDONLY or O_WRONLY
 * @returns undefined for what has no second opening: ordinary files, whose position is shared, too; sockets; what
 *   belongs to another user, such as a terminal after su(1); a named pipe that
 *   nobody reads
 */
export function reopenNonBlocking(fd: Fd, access: number): Fd | undefined {
  const stat = fstatSync(fd.number);
  if (!stat.isFIFO() && !(isTerminal(fd) && stat.rdev !== PTMX)) return undefined;
  try {
    return open(`/proc/self/fd/${fd.number}`, access | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

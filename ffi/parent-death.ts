// A child that must not outlive the process which has started it.
import { check } from "./errno.ts";
import { libc } from "./libc.ts";

// <sys/prctl.h>
const PR_SET_PDEATHSIG = 1;

/**
 * Has the kernel send this process a signal when the thread that has started it ends. It says nothing of a parent that
 * is gone already: who depends on one should hold a pipe or socket of it, too.
 *
 * @throws {SystemError} EINVAL for what is no signal
 */
export function signalOnParentDeath(signal: number): void {
  check(libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl");
}

// Processes: waiting, signalling, sessions, limits, and what the kernel says of this one.

import { addressOf, holdUntilHere } from "./address.ts";
import { PR_SET_CHILD_SUBREAPER, PR_SET_NAME, SYS_PIDFD_OPEN, WNOHANG } from "./constants.ts";
import { check, ECHILD, EINTR, ESRCH, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { Rlimit } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/** A child that has ended, as waitpid(2) tells. */
export interface Exit {
  readonly pid: number;
  readonly status: WaitStatus;
}

/** How a process ended: by exit(2) with a code from 0 to 255, or by a signal. */
export type WaitStatus = { readonly code: number } | { readonly signal: number };

/** The shell's single number for a status: the code, or 128 + the signal. */
export function exitCode(status: WaitStatus): number {
  return "code" in status ? status.code : 128 + status.signal;
}

/**
 * Collects a child that has ended, without waiting.
 *
 * @param pid a child, or -1 for any
 * @returns the child, `"running"` when there are children but none has ended, `"none"` when there is no such child
 */
export function collectChild(pid: number): Exit | "running" | "none" {
  return reap(pid, WNOHANG);
}

/** Waits for a child to end. @throws {SystemError} ECHILD */
export function waitForChild(pid: number): WaitStatus {
  const exit = reap(pid, 0);
  if (typeof exit === "string") throw new SystemError("waitpid", ECHILD);
  return exit.status;
}

/** Sends a signal. @param pid a process, or -N for the process group N @returns false when there is none */
export function kill(pid: number, signal: number): boolean {
  if (libc.kill(pid, signal) === 0) return true;
  if (errno() === ESRCH) return false;
  throw new SystemError("kill", errno());
}

/** A descriptor that becomes readable when the process ends. @throws {SystemError} ESRCH */
export function pidFd(pid: number): Fd {
  return new Fd(check(libc.syscall(SYS_PIDFD_OPEN, pid, 0), "pidfd_open"));
}

/** Sends a signal through a `pidFd`; 0 only asks. @returns false when the process is gone, not only ended */
export function signalPidFd(fd: Fd, signal: number): boolean {
  return libc.pidfd_send_signal(fd.number, signal, null, 0) === 0 || errno() !== ESRCH;
}

/** The process group of a process, undefined when the process is gone. */
export function processGroup(pid: number): number | undefined {
  const group = libc.getpgid(pid);
  return group < 0 ? undefined : group;
}

/** Makes this process the leader of a new session, unless it leads a process group already. @returns whether it is */
export function leadSession(): boolean {
  return libc.setsid() >= 0;
}

/** Orphaned descendants become children of this process. @throws {SystemError} */
export function setSubreaper(on: boolean): void {
  check(libc.prctl(PR_SET_CHILD_SUBREAPER, on ? 1 : 0, 0, 0, 0), "prctl");
}

/** The name that ps and top show, cut to 15 bytes. */
export function setProcessName(name: string): void {
  const bytes = cString(name);
  const result = libc.prctl(PR_SET_NAME, addressOf(bytes), 0, 0, 0);
  holdUntilHere(bytes);
  check(result, "prctl");
}

/** A resource limit of a process (0: this one); Infinity for none. @param resource RLIMIT_… @throws {SystemError} */
export function resourceLimit(pid: number, resource: number): { readonly soft: number; readonly hard: number } {
  const limit = Rlimit.create();
  check(libc.prlimit(pid, resource, null, limit.bytes), "prlimit");
  return { soft: finite(limit.get("rlim_cur")), hard: finite(limit.get("rlim_max")) };
}

/** Sets the soft limit of this process; the hard one stays. @throws {SystemError} */
export function setSoftLimit(resource: number, soft: number): void {
  const limit = Rlimit.create();
  check(libc.prlimit(0, resource, null, limit.bytes), "prlimit");
  // The hard limit's bytes stay as they came: RLIM_INFINITY is more than a number holds.
  limit.set("rlim_cur", soft === Number.POSITIVE_INFINITY ? -1 : soft);
  check(libc.prlimit(0, resource, limit.bytes, null), "prlimit");
}

/** Lets others run that wait for this processor, if there are any. */
export function yieldProcessor(): void {
  libc.sched_yield();
}

/** Ends the process at once: no handlers of Bun's, nothing flushed. */
export function exitNow(code: number): never {
  libc._exit(code);
  throw new Error("_exit returned");
}

/** RLIM_INFINITY, all 64 bits set, reads as 2^64. */
function finite(limit: number): number {
  return limit < 2 ** 64 ? limit : Number.POSITIVE_INFINITY;
}

// Reused: a subreaper may collect thousands of strays.
const waitStatus = new Int32Array(new ArrayBuffer(4));

function reap(pid: number, options: number): Exit | "running" | "none" {
  for (;;) {
    const ended = libc.waitpid(pid, waitStatus, options);
    if (ended > 0) return { pid: ended, status: decodeStatus(waitStatus[0] ?? 0) };
    if (ended === 0) return "running";
    if (errno() === ECHILD) return "none";
    if (errno() !== EINTR) throw new SystemError("waitpid", errno());
  }
}

/** <sys/wait.h> WIFEXITED, WEXITSTATUS, WTERMSIG */
function decodeStatus(status: number): WaitStatus {
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff } : { signal };
}

// Waiting in tests: for an event of the kernel's where there is one, and never for ever.
import { EPOLLIN } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { Pollfd } from "../../ffi/layouts.ts";
import { libc } from "../../ffi/libc.ts";
import { pause } from "../../ffi/poll.ts";
import { collectChild, pidFd, type WaitStatus } from "../../ffi/process.ts";

export { pause };

/** Milliseconds after which a test fails instead of hanging; a loaded machine may well take some seconds. */
export const DEADLINE = 15_000;

/** What was waited for did not happen in time. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Waits for something that the kernel reports by no descriptor: a file of another process, a line in a log.
 *
 * @param what for the error
 * @param look undefined or false: not yet
 */
export function waitUntil<T>(what: string, look: () => T | undefined | false, milliseconds = DEADLINE): T {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new DeadlineError(`Waited ${milliseconds} ms in vain for ${what}`);
    pause(1);
  }
}

/** Waits until a descriptor has something to read, or is at its end. @returns false when the time is up */
export function becomesReadable(fd: Fd, milliseconds = DEADLINE): boolean {
  const request = Pollfd.create().set("fd", fd.number).set("events", EPOLLIN);
  const end = performance.now() + milliseconds;
  for (;;) {
    const count = libc.poll(request.bytes, 1, Math.max(0, Math.ceil(end - performance.now())));
    if (count > 0) return true;
    // A signal, such as SIGCHLD, ends the wait early.
    if (performance.now() >= end) return false;
  }
}

/** Waits for a child of this process to end and collects it. @throws {DeadlineError} */
export function exitOf(pid: number, what: string, milliseconds = DEADLINE): WaitStatus {
  using fd = pidFd(pid);
  if (!becomesReadable(fd, milliseconds)) throw new DeadlineError(`${what} (pid ${pid}) does not end`);
  // A tracer gets to know before the parent does.
  const exit = waitUntil(`the status of ${what}`, () => {
    const collected = collectChild(pid);
    return collected !== "running" && collected;
  });
  if (typeof exit === "string") throw new Error(`${what} (pid ${pid}) is no child of ours: ${exit}`);
  return exit.status;
}

/** Looks without a pause, to see the order of two things that happen within microseconds. */
export function watchClosely<T>(what: string, look: () => T | undefined): T {
  const end = performance.now() + DEADLINE;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new DeadlineError(`Waited ${DEADLINE} ms in vain for ${what}`);
  }
}

/** Resolves at a set moment, for what is to be killed at each of many: nothing else is waited for by the clock. */
export async function passed(milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  AbortSignal.timeout(milliseconds).addEventListener("abort", () => resolve());
  await promise;
}

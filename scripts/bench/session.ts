// Monitors at work under the tests' engine, for benchmarks: the time of their start, their end and what they have used.

import { pidFd } from "../../ffi/process.ts";
import { becomesReadable, DeadlineError } from "../../tests/helpers/deadline.ts";
import { processorTime } from "../../tests/helpers/processes.ts";
import { Session, type SessionSetup } from "../../tests/helpers/session.ts";
import type { Monitor } from "./row.ts";

/** Milliseconds after which what is measured is taken for broken. */
const PATIENCE = 120_000;
const TICKS_PER_SECOND = 100;

export interface Work {
  /** From the container's start to the monitor's end. */
  readonly seconds: number;
  /**
   * Processor time meanwhile, the program's own and the kernel's for it, of all threads of the monitor: neither of the
   * children that it has collected, nor of its own start. Counted in hundredths.
   */
  readonly processorSeconds: number;
}

/** A session with a monitor that the tests may not know. */
export function openSession({ path }: Monitor, setup: Omit<SessionSetup, "monitor" | "cwd">): Session {
  return openTimedSession({ name: "", path }, setup).session;
}

/** @returns also when the monitor was started, by `performance.now()` */
export function openTimedSession(
  { path }: Monitor,
  setup: Omit<SessionSetup, "monitor" | "cwd">,
): { readonly session: Session; readonly startedAt: number } {
  let startedAt = 0;
  // The working directory is the last that a session asks for before it starts the program.
  const cwd: SessionSetup["cwd"] = ({ root }) => {
    startedAt = performance.now();
    return root;
  };
  const session = new Session({ ...setup, cwd, monitor: { name: "ctrmon", path } });
  return { session, startedAt };
}

/** Starts a created container. @returns how long it took to its monitor's end @throws {DeadlineError} */
export function workOf(session: Session): Work {
  const pid = session.monitorPid();
  using end = pidFd(pid);
  const processorBefore = processorTime(pid);
  const began = performance.now();
  session.start();
  if (!becomesReadable(end, PATIENCE)) throw new DeadlineError(`The monitor (pid ${pid}) does not end`);
  const seconds = (performance.now() - began) / 1000;
  // Nobody has collected it yet, so that it can still be asked.
  return { seconds, processorSeconds: (processorTime(pid) - processorBefore) / TICKS_PER_SECOND };
}

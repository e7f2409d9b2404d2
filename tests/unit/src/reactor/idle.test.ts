// Checks that a reactor with nothing to do does nothing.
import { expect, test } from "bun:test";
import { SIGCHLD, SIGKILL, SIGTERM } from "../../../../ffi/constants.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { kill } from "../../../../ffi/process.ts";
import { SignalSet } from "../../../../ffi/signal.ts";
import { becomesReadable, exitOf, pause, waitUntil } from "../../../helpers/deadline.ts";
import { processOf, statusField } from "../../../helpers/processes.ts";
import { startProgram } from "../../ffi/programs.ts";

test("an idle reactor makes no wake-ups", () => {
  using output = pipe();
  const mask = SignalSet.of(SIGCHLD, SIGTERM);
  // Its child, which reads from it, ends with it in any case.
  const pid = startProgram(`${import.meta.dir}/programs/idle.ts`, output.writeEnd, { mask });
  try {
    expect(becomesReadable(output.readEnd)).toBe(true);
    // It has said that it is about to block; it has blocked when its main thread sleeps.
    waitUntil("the reactor to block", () => processOf(pid)?.state === "S");
    const before = wakeUpsOfMainThread(pid);
    pause(1000);
    expect(wakeUpsOfMainThread(pid)).toBe(before);
    // It sleeps, and is not dead: it passes the signal on to its child, and ends with it.
    kill(pid, SIGTERM);
    expect(exitOf(pid, "the reactor")).toEqual({ code: 0 });
  } catch (error) {
    kill(pid, SIGKILL);
    throw error;
  }
});

/** Bun has other threads, which settle down after its start in their own time; the executable has none. */
function wakeUpsOfMainThread(pid: number): string {
  return statusField(pid, "voluntary_ctxt_switches");
}

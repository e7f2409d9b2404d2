// A fault in one call after the other, until there are no more calls.
import { EIO, SystemError } from "../../ffi/errno.ts";
import { type Fault, runWithFault } from "../helpers/failing-call.ts";
import { wrongWith } from "./verdict.ts";

/** Whether every error is to be injected into every call, which takes long; otherwise, every other one. */
export const ALL = process.env["FAULTS"] === "all";

/**
 * Injects errors into the first call, the second, and so on.
 *
 * @returns what was wrong, with the call and its error
 */
export function sweep(setting: Omit<Fault, "when" | "errno">, errnos: readonly number[]): string[] {
  const found: string[] = [];
  for (let when = 1; ; when++) {
    const now = errnos.filter((_, index) => ALL || (index + when) % 2 === 0);
    const runs = now.map((errno) => {
      const fault: Fault = { ...setting, when, errno };
      const aftermath = runWithFault(fault);
      const wrong = isImpossible(aftermath.failed, errno) ? [] : wrongWith(aftermath, fault);
      const { code } = new SystemError("", errno);
      found.push(...wrong.map((text) => `${aftermath.failed} ${code}: ${text} [${aftermath.said}]`));
      return aftermath.failed;
    });
    if (runs.every((failed) => failed === undefined)) return found;
  }
}

/** The kernel's pipes know no such error, and a container's output that cannot be read has ended for us (pipe(7)). */
function isImpossible(failed: string | undefined, errno: number): boolean {
  return errno === EIO && /^read \d+ pipe:/.test(failed ?? "");
}

// A function of the C library that fails once: the kernel is really called, with something that it refuses.
import { type Libc, libc } from "../../ffi/libc.ts";

/**
 * Lets a call fail while an action runs.
 *
 * @param refused makes a call that the kernel refuses, and returns what it returned
 * @param when the number of the call that fails, from 1 up
 */
export function failingOnce<Name extends keyof Libc>(
  name: Name,
  refused: (real: Libc[Name]) => number,
  action: () => void,
  when = 1,
): void {
  const real = libc[name];
  const call = real as (...args: unknown[]) => unknown;
  let calls = 0;
  const failing = (...args: unknown[]): unknown => (++calls === when ? refused(real) : call(...args));
  libc[name] = failing as Libc[Name];
  try {
    action();
  } finally {
    libc[name] = real;
  }
}

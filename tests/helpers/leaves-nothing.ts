// Makes a test file assert at its end that it has left nothing behind.
import { afterAll, expect } from "bun:test";
import { DeadlineError, waitUntil } from "./deadline.ts";
import { type Belongings, belongings } from "./leftovers.ts";

/** To be called once in each file of the integration tests and suites, after the file's own `afterAll`. */
export function leavesNothing(): void {
  const before = belongings();
  afterAll(() => expect(inTheEnd(before)).toEqual(before));
}

/** Bun closes the pipes of a program that has ended on a thread of its own: a little later than it says so. */
function inTheEnd(expected: Belongings): Belongings {
  let last = belongings();
  try {
    const look = (): boolean => {
      last = belongings();
      return Bun.deepEquals(last, expected);
    };
    waitUntil("everything to be gone", look, 2000);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
  }
  return last;
}

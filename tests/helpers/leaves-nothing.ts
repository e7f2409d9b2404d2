// Makes a test file assert at its end that it has left nothing behind.
import { afterAll, expect } from "bun:test";
import { belongings } from "./leftovers.ts";

/** To be called once in each file of the integration tests and suites, after the file's own `afterAll`. */
export function leavesNothing(): void {
  const before = belongings();
  afterAll(() => {
    expect(belongings()).toEqual(before);
  });
}

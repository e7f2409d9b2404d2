// Every system call of the first process and of the monitor fails once, and all is well or nothing has happened.
//
// A short run injects every other error into each call; with FAULTS=all, every error into each.
import { expect, test } from "bun:test";
import type { Fault } from "../helpers/failing-call.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { KINDS } from "./kinds.ts";
import { sweep } from "./sweep.ts";

leavesNothing();

const MINUTES = 60_000;

for (const { what, calls, errnos } of KINDS) {
  const each = (setting: Pick<Fault, "process" | "setting">): void => {
    expect(sweep({ ...setting, calls }, errnos)).toEqual([]);
  };
  test(`the first process cannot ${what}`, () => each({ process: "first" }), 5 * MINUTES);
  test(`the monitor cannot ${what}`, () => each({ process: "monitor" }), 5 * MINUTES);
  test(
    `the monitor of a terminal cannot ${what}`,
    () => each({ process: "monitor", setting: "terminal" }),
    5 * MINUTES,
  );
}

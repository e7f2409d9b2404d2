// The error of a signal that came too early.
import { expect, test } from "bun:test";
import { InterruptionError } from "../../../../../src/cli/ctrun/interruption.ts";

test("InterruptionError names the signal", () => {
  expect(new InterruptionError(2)).toMatchObject({ signal: 2, message: "interrupted by SIGINT" });
});

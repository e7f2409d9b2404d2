// The error of a signal that came too early.
import { expect, test } from "bun:test";
import { InterruptionError } from "../../../../../src/cli/ctrun/interruption.ts";

test("InterruptionError names the signal", () => {
  expect(new InterruptionError(2)).toMatchObject({ signal: 2, message: "interrupted by SIGINT" });
});

test("InterruptionError tells of a container that goes on", () => {
  const { message } = new InterruptionError(15, "web");
  expect(message).toBe("interrupted by SIGTERM; container web goes on: ctrun stop web ends it");
});

// Checks that the engine's own bounding set is read from the kernel's text.
import { expect, test } from "bun:test";
import { availableCapabilities } from "../../../../../src/engine/spec/available-capabilities.ts";

test("availableCapabilities() reads the bounding set, not another one", () => {
  const status = "Name:\tbun\nCapEff:\t0000000000000001\nCapBnd:\t0000000000000020\nCapAmb:\t0000000000000000\n";
  expect(availableCapabilities(status)).toEqual(["CAP_KILL"]);
});

test("availableCapabilities() asks the kernel without a text", () => {
  expect(availableCapabilities()).toContain("CAP_SETUID");
});

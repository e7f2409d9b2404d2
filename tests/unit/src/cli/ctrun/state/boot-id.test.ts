// The kernel's name for this run of the machine.
import { expect, test } from "bun:test";
import { bootId } from "../../../../../../src/cli/ctrun/state/boot-id.ts";

test("bootId() is a UUID that stays the same", () => {
  expect(bootId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(bootId()).toBe(bootId());
});

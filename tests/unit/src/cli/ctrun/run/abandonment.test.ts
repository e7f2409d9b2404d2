// Containers whose output nobody reads: those that end, and those that go on.
import { expect, test } from "bun:test";
import { endsSoon, goesOnText } from "../../../../../../src/cli/ctrun/run/abandonment.ts";

test("endsSoon() is true for a code that is there, or that nobody will ever know", async () => {
  expect(await endsSoon(Promise.resolve(3))).toBe(true);
  expect(await endsSoon(Promise.reject(new Error("unknown")))).toBe(true);
});

test("endsSoon() is false for a container that goes on", async () => {
  expect(await endsSoon(Promise.withResolvers().promise)).toBe(false);
});

test("goesOnText() says how to end it", () => {
  expect(goesOnText({ name: "web" })).toEndWith("Container web goes on: ctrun stop web ends it");
});

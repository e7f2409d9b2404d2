// Checks that a user's name is looked up by its number.
import { expect, test } from "bun:test";
import { userName } from "../../../../../../src/engine/spec/rootless/user-name.ts";

test("userName() finds root, and nobody for a number that nobody has", () => {
  expect(userName(0)).toBe("root");
  expect(userName(4_000_000_000)).toBeUndefined();
});

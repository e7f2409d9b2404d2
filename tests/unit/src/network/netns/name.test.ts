// Tests of src/network/netns/name.ts.
import { expect, test } from "bun:test";
import { checkNamespaceName, randomNamespaceName } from "../../../../../src/network/netns/name.ts";

test("randomNamespaceName() makes CNI's kind of name, which is a good one", () => {
  const name = randomNamespaceName();
  expect(name).toMatch(/^cni-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  checkNamespaceName(name);
  expect(randomNamespaceName()).not.toBe(name);
});

test.each([
  ["", "the name is empty"],
  [".", "that is a directory"],
  ["..", "that is a directory"],
  ["a/b", "a name has no slash"],
  ["a\0b", "a name has no NUL"],
  ["é".repeat(128), "it is longer than 255 bytes"],
])("checkNamespaceName() refuses %j", (name, problem) => {
  expect(() => checkNamespaceName(name)).toThrow(`Cannot name a network namespace ${JSON.stringify(name)}: ${problem}`);
});

test.each(["a", "...", "my net", "é".repeat(127)])("checkNamespaceName() takes %j", (name) => {
  checkNamespaceName(name);
});

// Checks the form of object paths.
import { expect, test } from "bun:test";
import { isObjectPath } from "../../../../../../src/engine/cgroup/dbus/rules.ts";

test("isObjectPath() takes what the specification allows, and nothing else", () => {
  expect(["/", "/a", "/a/b_2/C", "/_"].filter(isObjectPath)).toHaveLength(4);
  expect(["", "a", "//", "/a/", "/a//b", "/a-b", "/é", "/a\n", " /a"].filter(isObjectPath)).toEqual([]);
});

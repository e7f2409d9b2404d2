// Which containers pass a filter.
import { expect, test } from "bun:test";
import { parseFilter } from "../../../../../../src/cli/ctrun/show/filter.ts";
import { someRecord } from "../state/some-record.ts";

const RECORD = someRecord({ id: "ab".repeat(32), name: "web-1", state: "exited", exitCode: 3 });

test.each([
  ["status=exited", true],
  ["status=running", false],
  ["name=web", true],
  ["name=db", false],
  ["id=abab", true],
  ["id=b", false],
  ["exited=3", true],
  ["exited=0", false],
])("parseFilter() reads %s", (text, passes) => {
  expect(parseFilter(text)(RECORD)).toBe(passes);
});

test.each(["web", "=x", "colour=red"])("parseFilter() does not know %j", (text) => {
  expect(() => parseFilter(text)).toThrow("it must be status=STATE");
});

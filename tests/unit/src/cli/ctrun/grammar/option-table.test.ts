// The makers of options, by what they fill in.
import { expect, test } from "bun:test";
import { flag, oneOf, text, texts, value, values } from "../../../../../../src/cli/ctrun/grammar/option-table.ts";

test("flag() is off unless it says otherwise", () => {
  expect(flag("Help")).toEqual({ kind: "flag", help: "Help", default: false });
  expect(flag("Help", { default: true, short: "x" })).toEqual({
    kind: "flag",
    help: "Help",
    default: true,
    short: "x",
  });
});

test("text() and texts() take anything as it is", () => {
  expect(text("X", "").parse(" a=b ")).toBe(" a=b ");
  expect(texts("X", "")).toMatchObject({ kind: "list", value: "X" });
});

test("value() and values() keep the parser", () => {
  expect(value("N", Number, "").parse("3")).toBe(3);
  expect(values("N", Number, "").parse("3")).toBe(3);
});

test("oneOf() offers its words, and takes no others", () => {
  const spec = oneOf(["a", "b"], "Help");
  expect(spec).toMatchObject({ value: "a|b", complete: ["a", "b"] });
  expect(spec.parse("b")).toBe("b");
  expect(() => spec.parse("c")).toThrow("it must be a or b");
});

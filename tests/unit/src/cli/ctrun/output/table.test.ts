// Columns of text.
import { expect, test } from "bun:test";
import { shortened, tableText } from "../../../../../../src/cli/ctrun/output/table.ts";

test("tableText() makes columns as wide as their widest cell, without blanks at the end", () => {
  expect(
    tableText([
      ["A", "LONG", "C"],
      ["wide", "b", ""],
    ]),
  ).toBe("A     LONG  C\nwide  b\n");
  expect(tableText([])).toBe("");
});

test("tableText() counts what is seen: colours take no room, wide characters take two", () => {
  const text = tableText(
    [
      ["ab", "x"],
      ["容器", "y"],
    ],
    (cell, column, row) => (row === 0 && column === 0 ? `\x1b[1m${cell}\x1b[0m` : cell),
  );
  expect(text).toBe("\x1b[1mab\x1b[0m    x\n容器  y\n");
});

test("shortened() cuts what is too long", () => {
  expect(shortened("12345", 5)).toBe("12345");
  expect(shortened("123456", 5)).toBe("1234…");
});

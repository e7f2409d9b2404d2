// Checks that the usage text is complete and fits a terminal.
import { expect, test } from "bun:test";
import { OPTION_TABLE } from "../../../../src/protocol/option-table.ts";
import { usageText } from "../../../../src/protocol/usage.ts";

const text = usageText("ctrmon");

test("usageText() mentions every option that has a help line, and no other", () => {
  for (const { name, short, help } of OPTION_TABLE) {
    const shown = new RegExp(`^ {2}${short === undefined ? " {4}" : `-${short}, `}--${name}(?: |$)`, "m").test(text);
    expect([name, shown]).toEqual([name, help !== undefined]);
  }
});

test("usageText() has the option that CRI-O looks for", () => {
  expect(text).toContain("--log-global-size-max");
});

test("usageText() shows no alias", () => {
  for (const alias of OPTION_TABLE.flatMap(({ aliases = [] }) => aliases)) expect(text).not.toContain(`--${alias}`);
});

test("usageText() names the program and fits 110 columns", () => {
  expect(text).toStartWith("Usage: ctrmon ");
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});

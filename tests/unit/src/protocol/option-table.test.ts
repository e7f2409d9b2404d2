// Checks what the types of the option table cannot: names, letters and what is shown.
import { expect, test } from "bun:test";
import { OPTION_TABLE, optionSections } from "../../../../src/protocol/option-table.ts";

test("OPTION_TABLE has no name, alias or letter twice", () => {
  const names = OPTION_TABLE.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const letters = OPTION_TABLE.flatMap(({ short }) => short ?? []);
  expect(names).toEqual([...new Set(names)]);
  expect(letters).toEqual([...new Set(letters)]);
});

test("OPTION_TABLE names every property after its option", () => {
  for (const { key, name } of OPTION_TABLE) {
    expect(name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())).toBe(key);
  }
});

test("OPTION_TABLE has a placeholder for every value and none for a flag", () => {
  for (const { kind, value } of OPTION_TABLE) expect(value === undefined).toBe(kind === "flag");
});

test("OPTION_TABLE ends with help, at which parsing stops", () => {
  expect(OPTION_TABLE.at(-1)?.key).toBe("help");
});

test("OPTION_TABLE has the letters and aliases that engines use", () => {
  const letters = OPTION_TABLE.flatMap(({ name, short }) => (short === undefined ? [] : [`${short} ${name}`]));
  expect(letters.toSorted()).toEqual([
    "0 persist-dir",
    "P conmon-pidfile",
    "T timeout",
    "b bundle",
    "c cid",
    "e exec",
    "h help",
    "i stdin",
    "l log-path",
    "n name",
    "p container-pidfile",
    "r runtime",
    "s systemd-cgroup",
    "t terminal",
    "u cuuid",
  ]);
  expect(OPTION_TABLE.flatMap(({ aliases = [] }) => aliases)).toEqual(["pidfile", "restore-arg"]);
});

test("optionSections() has every option once, in the table's order", () => {
  const keys = optionSections().flatMap(({ options }) => options.map(({ key }) => key));
  expect(keys).toEqual(OPTION_TABLE.map(({ key }) => key));
});

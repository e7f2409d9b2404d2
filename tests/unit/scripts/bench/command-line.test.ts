// Checks what `npm run bench` can be asked for.

import { expect, test } from "bun:test";
import { parseCommandLine } from "../../../../scripts/bench/command-line.ts";

test("parseCommandLine() asks for everything without options", () => {
  const options = parseCommandLine([]);
  expect(options.rounds).toBe(5);
  expect(options.amounts.of(600)).toBe(600);
  expect(options.only.test("whatever")).toBe(true);
  expect(options.more).toEqual([]);
});

test("parseCommandLine() takes a tenth of everything for --quick, once unless told otherwise", () => {
  const quick = parseCommandLine(["--quick"]);
  expect([quick.rounds, quick.amounts.of(600)]).toEqual([1, 60]);
  expect(parseCommandLine(["--quick", "--rounds", "3"]).rounds).toBe(3);
});

test("parseCommandLine() takes further monitors, whose paths may have any character", () => {
  const { more } = parseCommandLine(["--monitor", "new=/opt/a=b/conmon", "--monitor", "old=/opt/old"]);
  expect(more).toEqual([
    { name: "new", path: "/opt/a=b/conmon" },
    { name: "old", path: "/opt/old" },
  ]);
});

test("parseCommandLine() says what is wrong", () => {
  expect(() => parseCommandLine(["--rounds", "0"])).toThrow("--rounds 0 is no number from 1 up");
  expect(() => parseCommandLine(["--monitor", "/usr/bin/conmon"])).toThrow("is not NAME=PATH");
  expect(() => parseCommandLine(["--slow"])).toThrow("--slow");
});

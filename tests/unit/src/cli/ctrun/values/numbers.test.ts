// Numbers within what they can mean.
import { expect, test } from "bun:test";
import { parseCount, parseInteger, parsePositive } from "../../../../../../src/cli/ctrun/values/numbers.ts";

test("parseCount() takes whole numbers from 0 up", () => {
  expect(["0", "12"].map(parseCount)).toEqual([0, 12]);
  for (const text of ["", "-1", "1.5", "1e3", "0x1", " 1"]) expect(() => parseCount(text)).toThrow("whole number");
});

test("parseInteger() takes those below 0 as well", () => {
  expect(["-1", "12"].map(parseInteger)).toEqual([-1, 12]);
  expect(() => parseInteger("--1")).toThrow("whole number");
});

test("parsePositive() takes fractions above 0", () => {
  expect(["1.5", ".25", "2"].map(parsePositive)).toEqual([1.5, 0.25, 2]);
  for (const text of ["0", "0.0", "-1", "", "1.", "x"]) expect(() => parsePositive(text)).toThrow("above 0");
});

// Checks integers as strtol(3) reads them.
import { expect, test } from "bun:test";
import { parseCInteger } from "../../../../src/protocol/c-integer.ts";

test("parseCInteger() reads decimal numbers of any size exactly", () => {
  expect(parseCInteger("0", 10)).toBe(0n);
  expect(parseCInteger("\v\f\r\n +0042", 10)).toBe(42n);
  expect(parseCInteger("-99999999999999999999", 10)).toBe(-99999999999999999999n);
});

test("parseCInteger() takes a leading zero for octal in base 0 only", () => {
  expect(parseCInteger("010", 10)).toBe(10n);
  expect(parseCInteger("010", 0)).toBe(8n);
  expect(parseCInteger("08", 0)).toBeUndefined();
  expect(parseCInteger("-00", 0)).toBe(0n);
});

test("parseCInteger() takes 0x for hexadecimal in base 0 only", () => {
  expect(parseCInteger("0xFf", 0)).toBe(255n);
  expect(parseCInteger("-0X10", 0)).toBe(-16n);
  expect(parseCInteger("0x10", 10)).toBeUndefined();
  expect(parseCInteger("0x-10", 0)).toBeUndefined();
});

test("parseCInteger() refuses whatever is not a number to its end", () => {
  for (const text of [
    "",
    " ",
    "-",
    "+",
    "1 ",
    "1\n",
    "1x",
    "x1",
    "1.0",
    "1e3",
    "--1",
    "+-1",
    "0x",
    "1_000",
    "\u00a01",
    "١",
  ]) {
    expect(parseCInteger(text, 0)).toBeUndefined();
    expect(parseCInteger(text, 10)).toBeUndefined();
  }
});

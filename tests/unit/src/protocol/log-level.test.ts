// Checks the names of --log-level.
import { expect, test } from "bun:test";
import { LOG_LEVELS, parseLogLevel } from "../../../../src/protocol/log-level.ts";

test("parseLogLevel() reads every level in upper and lower case", () => {
  for (const level of LOG_LEVELS) {
    expect(parseLogLevel(level)).toBe(level);
    expect(parseLogLevel(level.toUpperCase())).toBe(level);
  }
  expect(parseLogLevel("Warn")).toBe("warning");
});

test("parseLogLevel() is warning by default", () => {
  expect(parseLogLevel(undefined)).toBe("warning");
});

test("parseLogLevel() refuses other names as they were written", () => {
  for (const text of ["", "3", " warn", "Bogus"]) {
    expect(() => parseLogLevel(text)).toThrow(new Error(`No such log level ${text}`));
  }
});

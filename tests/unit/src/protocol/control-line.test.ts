// Checks the lines of the control FIFOs.
import { expect, test } from "bun:test";
import {
  type ControlCommand,
  MAX_CONTROL_LINE,
  parseControlLine,
  parseWindowSizeLine,
  renderControlLine,
} from "../../../../src/protocol/control-line.ts";

const RESIZE: ControlCommand = { kind: "resize", height: 24, width: 80 };

test("parseControlLine() reads a window size, and the wish for new logs", () => {
  expect(parseControlLine("1 24 80")).toEqual(RESIZE);
  expect(parseControlLine("2 0 0")).toEqual({ kind: "reopen-logs" });
  expect(parseControlLine("2 -7 5000")).toEqual({ kind: "reopen-logs" });
});

test("parseControlLine() takes numbers as scanf(3) does", () => {
  expect(parseControlLine("  1\t+24  080 ")).toEqual(RESIZE);
});

test("parseControlLine() knows the limits of a window", () => {
  expect(parseControlLine("1 0 1000")).toEqual({ kind: "resize", height: 0, width: 1000 });
  for (const line of ["1 -1 80", "1 24 -1", "1 1001 80", "1 24 1001", "1 999999999 1"]) {
    expect(() => parseControlLine(line)).toThrow("not a window size from 0 to 1000");
  }
});

test.each([
  "",
  "1",
  "1 24",
  "1 24 80 1",
  "a 24 80",
  "1 24 8.0",
  "1 24 80x",
  "1 1e1 1",
  "1 24 99999999999999999999",
  "\0 0 0",
])("parseControlLine() refuses %p", (line) => {
  expect(() => parseControlLine(line)).toThrow("not 3 integers");
});

test.each(["0 24 80", "3 24 80", "-1 0 0"])("parseControlLine() knows no command %p", (line) => {
  expect(() => parseControlLine(line)).toThrow("not a control command");
});

test("parseControlLine() refuses a line that is too long, and shows only its beginning", () => {
  const padded = `1 24 80${" ".repeat(MAX_CONTROL_LINE)}`;
  expect(parseControlLine(padded.slice(0, MAX_CONTROL_LINE))).toEqual(RESIZE);
  expect(() => parseControlLine(padded)).toThrow("not 3 integers");
  let message = "";
  try {
    parseControlLine("x".repeat(100_000));
  } catch (error) {
    message = String(error);
  }
  expect(message.length).toBeLessThan(300);
});

test("parseWindowSizeLine() reads height and width", () => {
  expect(parseWindowSizeLine("24 80")).toEqual(RESIZE);
  for (const line of ["", "24", "1 24 80"]) expect(() => parseWindowSizeLine(line)).toThrow("not 2 integers");
  expect(() => parseWindowSizeLine("-24 80")).toThrow("not a window size");
});

test("renderControlLine() writes what parseControlLine() reads", () => {
  for (const command of [RESIZE, { kind: "reopen-logs" }] as const) {
    const line = renderControlLine(command);
    expect(line.endsWith("\n")).toBe(true);
    expect(parseControlLine(line.slice(0, -1))).toEqual(command);
  }
  expect(renderControlLine({ kind: "reopen-logs" })).toBe("2 0 0\n");
  expect(() => renderControlLine({ kind: "resize", height: 1001, width: 1 })).toThrow("not a window size");
});

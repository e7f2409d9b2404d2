// Checks that a runtime's log lines are read in both formats, and that nothing else is taken for one.
import { expect, test } from "bun:test";
import { lastError, parseLogLine, parseLogLines } from "../../../../../src/engine/runtime/log-line.ts";

test("parseLogLine() reads JSON, with its members in any order", () => {
  const line = '{"level":"error","msg":"container does not exist","time":"2026-11-22T09:19:01Z"}';
  expect(parseLogLine(line)).toEqual({ level: "error", message: "container does not exist" });
  expect(parseLogLine('{"msg":"a\\n\\"b\\"","level":"warning"}')).toEqual({ level: "warning", message: 'a\n"b"' });
  expect(parseLogLine('{"msg":"of crun\'s first days"}')).toEqual({ message: "of crun's first days" });
});

test("parseLogLine() reads logrus's text", () => {
  const line = 'time="2026-11-22T09:19:01Z" level=error msg="container does not exist"';
  expect(parseLogLine(line)).toEqual({ level: "error", message: "container does not exist" });
  expect(parseLogLine("level=warning msg=EOF")).toEqual({ level: "warning", message: "EOF" });
  expect(parseLogLine('level=info msg="" id=1')).toEqual({ level: "info", message: "" });
});

test("parseLogLine() undoes Go's quoting", () => {
  const quoted = String.raw`level=error msg="exec: \"x\": a\\b\tc\n\x1b\xff\u00fc\U0001f600\a\U99999999'"`;
  const message = 'exec: "x": a\\b\tc\n\ufffd\ufffdü😀\x07\ufffd\'';
  expect(parseLogLine(quoted)).toEqual({ level: "error", message });
});

test("parseLogLine() takes nothing else", () => {
  const lines = [
    "",
    "{",
    '{"level":"error"}',
    '{"msg":1}',
    '{"msg":"half',
    "{}",
    "[]",
    "null",
    "level=error",
    "runc: msg=x",
  ];
  for (const line of [...lines, 'level=error msg="half', 'x level=error msg="y"'])
    expect(parseLogLine(line)).toBeUndefined();
});

test("parseLogLines() reads what it can", () => {
  expect(parseLogLines('{"msg":"one"}\r\nrest\n  level=info msg="two"\n{"msg":"thr')).toEqual([
    { message: "one" },
    { level: "info", message: "two" },
  ]);
  expect(parseLogLines("")).toEqual([]);
});

test("lastError() finds the last error among lines of less weight", () => {
  const line = (level: string) => ({ level, message: level });
  expect(lastError(["error", "fatal", "warning"].map(line))).toBe("fatal");
  expect(lastError(["panic", "error", "debug"].map(line))).toBe("error");
  expect(lastError([line("error"), { message: "of unknown weight" }, line("info")])).toBe("of unknown weight");
});

test("lastError() finds none where there is none", () => {
  expect(lastError([{ level: "warning", message: "x" }])).toBeUndefined();
  expect(lastError([])).toBeUndefined();
});

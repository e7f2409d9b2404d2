// Checks records of the json-file driver, as ctrmon and Docker write them.
import { expect, test } from "bun:test";
import { jsonRecordParser } from "../../../../../src/engine/logs/json-record.ts";
import type { LogEntry } from "../../../../../src/engine/logs/log-entry.ts";
import { bytesOf } from "../../bytes.ts";

const REST = `"stream":"stdout","time":"2026-11-22T12:00:00.12345678Z"`;

function parsed(line: string): LogEntry | undefined {
  const bytes = bytesOf(`{"log":"before"}\n${line}\n`);
  return jsonRecordParser()(bytes, 17, bytes.length - 1);
}

test("jsonRecordParser() reads whole lines, pieces of lines and empty lines", () => {
  const read = ['"a\\n"', '"a"', '"\\n"', '""', '"a\\nb\\n"'].map((log) => parsed(`{"log":${log},${REST}}`));
  expect(read.map((entry) => entry && [Buffer.from(entry.bytes).toString(), entry.partial])).toEqual([
    ["a", false],
    ["a", true],
    ["", false],
    ["", true],
    ["a\nb", false],
  ]);
});

test("jsonRecordParser() keeps the stream, the time's digits and every character", () => {
  const entry = parsed(
    `{"log":"\\u001b\\u0000漢😀\\"\\\\\\n","attrs":{"a":"b"},"stream":"stderr","time":"2026-11-22T12:00:00Z"}`,
  );
  expect(entry?.stream).toBe("stderr");
  expect(entry?.time.text).toBe("2026-11-22T12:00:00Z");
  expect(entry?.bytes).toEqual(bytesOf('\u001b\0漢😀"\\'));
});

test.each([
  "",
  "{",
  "null",
  "[]",
  `{${REST}}`,
  `{"log":1,${REST}}`,
  `{"log":"a","stream":"stdin","time":"2026-11-22T12:00:00Z"}`,
  `{"log":"a","stream":"stdout","time":"now"}`,
  `{"log":"a\\n",${REST}} `.slice(0, -5),
])("jsonRecordParser() refuses %p", (line) => {
  expect(parsed(line)).toBeUndefined();
});

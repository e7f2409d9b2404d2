// Checks records of the k8s-file driver: those of ctrmon, of other CRI writers, and what is none.
import { expect, test } from "bun:test";
import { k8sRecordParser } from "../../../../../src/engine/logs/k8s-record.ts";
import type { LogEntry } from "../../../../../src/engine/logs/log-entry.ts";
import { shortly } from "../../../../helpers/following.ts";
import { textOf } from "../../bytes.ts";

const TIME = "2026-11-22T12:00:00.123456789+01:00";

function parsed(line: string): LogEntry | undefined {
  const bytes = Uint8Array.from(Buffer.from(`before\n${line}\nbehind`, "latin1"));
  return k8sRecordParser()(bytes, "before\n".length, "before\n".length + line.length);
}

test.each([
  [`${TIME} stdout F text`, "text"],
  [`${TIME} stderr P te  xt `, "2:te  xt +"],
  [`${TIME} stdout F `, ""],
  [`${TIME} stdout F`, ""],
  [`${TIME} stdout P:x:y text`, "text+"],
  [`2026-11-22T11:00:00Z stdout F a\rb\xff\0`, "a\rb\xff\0"],
])("k8sRecordParser() reads %p", (line, expected) => {
  const entry = parsed(line);
  expect(entry && shortly(entry)).toBe(expected);
  expect(entry?.time.text).toBe(line.slice(0, line.indexOf(" ")));
});

test.each([
  "",
  " ",
  "text",
  `${TIME}`,
  `${TIME} `,
  `${TIME} stdout`,
  `${TIME} stdout `,
  `${TIME} stdin F text`,
  `${TIME} stdout X text`,
  `${TIME} stdout FF text`,
  `${TIME} stdout  F text`,
  `${TIME}  stdout F text`,
  `yesterday stdout F text`,
  ` stdout F text`,
  `${"1".repeat(100)} stdout F text`,
  `${TIME} stdout F${"x".repeat(300)}`,
])("k8sRecordParser() refuses %p", (line) => {
  expect(parsed(line)).toBeUndefined();
});

test("k8sRecordParser() gives bytes that stay when the buffer is used again", () => {
  const buffer = Uint8Array.from(Buffer.from(`${TIME} stdout F text`));
  const entry = k8sRecordParser()(buffer, 0, buffer.length);
  buffer.fill(0);
  expect(entry && textOf(entry.bytes)).toBe("text");
});

test("k8sRecordParser() tells times apart that differ in one digit, and goes on behind a wrong one", () => {
  const parse = k8sRecordParser();
  const times = [TIME, TIME, TIME.replace("789", "780"), "wrong", TIME].map((time) => {
    const bytes = Uint8Array.from(Buffer.from(`${time} stdout F x`));
    return parse(bytes, 0, bytes.length)?.time.text;
  });
  expect(times).toEqual([TIME, TIME, TIME.replace("789", "780"), undefined, TIME]);
});

test("k8sRecordParser() does not search a whole buffer of lines without spaces", () => {
  const buffer = new Uint8Array(new ArrayBuffer(4 * 1024 * 1024)).fill(0x61);
  const parse = k8sRecordParser();
  const before = performance.now();
  for (let at = 0; at < 100_000; at++) expect(parse(buffer, at, buffer.length)).toBeUndefined();
  // Some 10 ms; searching to the end would take minutes.
  expect(performance.now() - before).toBeLessThan(5_000);
});

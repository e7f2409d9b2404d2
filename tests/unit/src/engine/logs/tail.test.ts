// Checks where the last lines begin: in pieces, in two streams, in several files.
import { expect, test } from "bun:test";
import { k8sRecordParser } from "../../../../../src/engine/logs/k8s-record.ts";
import { LogCursor } from "../../../../../src/engine/logs/log-cursor.ts";
import { RecordReader } from "../../../../../src/engine/logs/record-reader.ts";
import { seekLastLines } from "../../../../../src/engine/logs/tail.ts";
import { shortly } from "../../../../helpers/following.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { numbered, numbers, record, writeFiles } from "./made-logs.ts";

/** Entries from where the last lines begin. @param contents of PATH, PATH.1 … */
function tailOf(lines: number, ...contents: readonly string[]): string[] {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, contents);
  using cursor = new LogCursor(path);
  seekLastLines(cursor, lines, k8sRecordParser());
  const reader = new RecordReader(k8sRecordParser());
  const buffer = new Uint8Array(new ArrayBuffer(1024 * 1024));
  return cursor.files.flatMap((file) => {
    const entries = reader.feed(file.path, buffer.slice(0, file.read(buffer)).slice());
    return entries.map(shortly);
  });
}

test.each([0, 1, 2, 9, 10, 11, 1000])("seekLastLines() finds the last %d of ten lines", (lines) => {
  expect(tailOf(lines, numbered(0, 10))).toEqual(lines === 0 ? [] : numbers(0, 10).slice(-lines));
});

test.each([0, 1, 3, 4, 5, 7, 9, 10, 11])("seekLastLines() finds the last %d lines in rotated files", (lines) => {
  const files = [numbered(7, 10), numbered(3, 7), "", numbered(0, 3)];
  expect(tailOf(lines, ...files)).toEqual(lines === 0 ? [] : numbers(0, 10).slice(-lines));
});

test("seekLastLines() looks into older files when the present one is empty", () => {
  expect(tailOf(2, "", numbered(0, 5))).toEqual(["3", "4"]);
  expect(tailOf(0, "", numbered(0, 5))).toEqual([]);
  expect(tailOf(2, "")).toEqual([]);
});

test("seekLastLines() counts all pieces of a line as one, also across files", () => {
  const pieces = record("one") + record("a", "P") + record("b", "P") + record("c");
  expect(tailOf(1, pieces)).toEqual(["a+", "b+", "c"]);
  expect(tailOf(2, pieces)).toEqual(["one", "a+", "b+", "c"]);
  expect(tailOf(1, record("c"), record("b", "P"), record("one") + record("a", "P"))).toEqual(["a+", "b+", "c"]);
});

test("seekLastLines() counts a line that has not ended", () => {
  const log = record("one") + record("two") + record("prompt ", "P");
  expect(tailOf(1, log)).toEqual(["prompt +"]);
  expect(tailOf(2, log)).toEqual(["two", "prompt +"]);
});

test("seekLastLines() tells the streams' lines apart", () => {
  const log = record("zero") + record("a", "P") + record("x", "P", "stderr") + record("b") + record("y", "F", "stderr");
  expect(tailOf(2, log)).toEqual(["a+", "2:x+", "b", "2:y"]);
  // Between the pieces of the last line lies another one, which is not wanted.
  expect(tailOf(1, log)).toEqual(["2:y"]);
});

test("seekLastLines() does not count what is no record, and leaves out half a record's beginning", () => {
  expect(tailOf(2, `${numbered(0, 3)}garbage\n${"x".repeat(1_100_000)}\n`)).toEqual(["1", "2"]);
  expect(tailOf(1, `${numbered(0, 3)}2026-01-02T03:04:`)).toEqual(["2"]);
  expect(tailOf(0, `${numbered(0, 3)}2026-01-02T03:04:`)).toEqual([]);
});

test("seekLastLines() closes the files that are too old", () => {
  expect(leftOpenBy(() => tailOf(1, numbered(2, 3), numbered(1, 2), numbered(0, 1)))).toEqual([]);
});

// Checks that a cursor goes through all files of a log once, whatever is rotated under it.
import { expect, test } from "bun:test";
import { appendFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { LogCursor } from "../../../../../src/engine/logs/log-cursor.ts";
import { LogPlace } from "../../../../../src/logging/log-place.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { writeFiles } from "./made-logs.ts";

/** Goes to the newest file. @returns the contents of those it goes through, the first one included */
function through(cursor: LogCursor): string[] {
  const contents: string[] = [];
  for (;;) {
    const more = cursor.isComplete();
    if (cursor.file !== undefined) contents.push(readFileSync(cursor.file.ownPath, "latin1"));
    if (!more) return contents;
    cursor.advance();
  }
}

/** Rotates as the monitor does. @param kept 0 replaces */
function rotate(path: string, kept: number, content: string): void {
  const place = new LogPlace(path, []);
  using _ = kept === 0 ? place.replace() : place.rotate(kept);
  appendFileSync(path, content);
}

test("LogCursor goes from the oldest file to the newest", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0", "1", "2"]);
  using cursor = new LogCursor(path);
  expect(through(cursor)).toEqual(["2", "1", "0"]);
  expect(cursor.isComplete()).toBe(false);
});

test("LogCursor waits for a log that is not there yet", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using cursor = new LogCursor(path);
  expect([cursor.isComplete(), cursor.file]).toEqual([false, undefined]);
  writeFileSync(path, "0");
  expect(through(cursor)).toEqual(["0"]);
});

test.each([1, 2, 3])("LogCursor finds what came by %d rotations between two looks", (rotations) => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["a", "older"]);
  using cursor = new LogCursor(path);
  expect(through(cursor)).toEqual(["older", "a"]);
  for (let count = 1; count <= rotations; count++) rotate(path, 4, String(count));
  expect(through(cursor)).toEqual(["a", "1", "2", "3"].slice(0, rotations + 1));
});

test("LogCursor goes on with all that is left when its own file has been rotated away", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["a"]);
  using cursor = new LogCursor(path);
  through(cursor);
  for (let count = 1; count <= 5; count++) rotate(path, 2, String(count));
  expect(through(cursor)).toEqual(["a", "3", "4", "5"]);
});

test("LogCursor does not take older files for newer ones when its own has been replaced", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["a", "older"]);
  utimesSync(`${path}.1`, 1, 1);
  using cursor = new LogCursor(path);
  through(cursor);
  rotate(path, 0, "b");
  expect(through(cursor)).toEqual(["a", "b"]);
});

test("LogCursor stays with a file that was moved or removed until there is another one", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["a"]);
  using cursor = new LogCursor(path);
  for (const remove of [() => renameSync(path, `${path}.old`), () => rmSync(path)]) {
    through(cursor);
    remove();
    expect(through(cursor)).toHaveLength(1);
    writeFileSync(path, "next");
    expect(through(cursor)).toHaveLength(2);
  }
});

test("LogCursor.freeze() leaves out what comes later", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["a"]);
  using cursor = new LogCursor(path);
  cursor.freeze();
  appendFileSync(path, "more");
  rotate(path, 2, "b");
  expect([cursor.isComplete(), cursor.file?.end]).toEqual([false, 1]);
});

test("LogCursor.startAt() leaves out what is older", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0", "1", "2"]);
  using cursor = new LogCursor(path);
  const [, middle] = cursor.files;
  if (middle !== undefined) cursor.startAt(middle, 1);
  expect([cursor.file?.path, cursor.file?.position]).toEqual([`${path}.1`, 1]);
  expect(through(cursor)).toEqual(["1", "0"]);
});

test("LogCursor leaves nothing open, wherever it is", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  const attempt = (): void => {
    writeFiles(path, ["0", "1", "2", "3"]);
    using cursor = new LogCursor(path);
    cursor.advance();
    rotate(path, 3, "new");
    through(cursor);
    rotate(path, 3, "newer");
    cursor.isComplete();
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

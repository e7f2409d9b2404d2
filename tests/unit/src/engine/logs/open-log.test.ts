// Checks one open file of a log: it stays that file, and can be cut while it is read.
import { expect, test } from "bun:test";
import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { makeFifo } from "../../../../../ffi/file.ts";
import { LogError } from "../../../../../src/engine/logs/log-error.ts";
import { OpenLog } from "../../../../../src/engine/logs/open-log.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { textOf } from "../../bytes.ts";

function opened(path: string): OpenLog {
  const log = OpenLog.open(path);
  if (log === undefined) throw new Error(`${path} is not there`);
  return log;
}

function readFrom(log: OpenLog, most = 100): string {
  const buffer = new Uint8Array(new ArrayBuffer(most));
  return textOf(buffer.subarray(0, log.read(buffer)));
}

test("OpenLog.open() finds no file where there is none, and refuses what is no file", () => {
  using directory = new TemporaryDirectory();
  makeFifo(directory.at("fifo"), 0o600);
  writeFileSync(directory.at("file"), "");
  expect(OpenLog.open(directory.at("nothing"))).toBeUndefined();
  const attempt = (): void => {
    expect(() => OpenLog.open(directory.path)).toThrow("it is not a regular file");
    expect(() => OpenLog.open(directory.at("fifo"))).toThrow(LogError);
    expect(() => OpenLog.open(directory.at("file/below"))).toThrow(
      `Cannot open log ${JSON.stringify(directory.at("file/below"))}: ENOTDIR`,
    );
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("OpenLog.read() goes on where it was, up to the end that is set", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), "abcdef");
  using log = opened(directory.at("log"));
  expect([readFrom(log, 2), readFrom(log), readFrom(log)]).toEqual(["ab", "cdef", ""]);
  appendFileSync(directory.at("log"), "ghi");
  log.end = 8;
  expect([readFrom(log), readFrom(log), log.position, log.size]).toEqual(["gh", "", 8, 9]);
});

test("OpenLog.readAt() moves nothing", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), "abcdef");
  using log = opened(directory.at("log"));
  const buffer = new Uint8Array(new ArrayBuffer(10));
  expect([log.readAt(4, buffer, 10), textOf(buffer.subarray(0, 2)), log.position]).toEqual([2, "ef", 0]);
});

test("OpenLog stays the file that it was, by whatever name", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), "old");
  utimesSync(directory.at("log"), 1, 1);
  using log = opened(directory.at("log"));
  renameSync(directory.at("log"), directory.at("log.1"));
  writeFileSync(directory.at("log"), "new");
  using other = opened(directory.at("log"));
  using same = opened(log.ownPath);
  expect([log.identity === other.identity, log.identity === same.identity]).toEqual([false, true]);
  expect([readFrom(log), log.modified]).toEqual(["old", 1_000_000_000n]);
});

test("OpenLog.rewindIfCut() begins anew in a file that has become shorter", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), "abcdef");
  using log = opened(directory.at("log"));
  readFrom(log);
  expect(log.rewindIfCut()).toBe(false);
  truncateSync(directory.at("log"), 0);
  appendFileSync(directory.at("log"), "xyz");
  expect(log.rewindIfCut()).toBe(true);
  expect(readFrom(log)).toBe("xyz");
});

test("OpenLog.rewindIfCut() does not go back when an end is set", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), "abcdef");
  using log = opened(directory.at("log"));
  log.end = 6;
  readFrom(log);
  truncateSync(directory.at("log"), 0);
  expect(log.rewindIfCut()).toBe(false);
});

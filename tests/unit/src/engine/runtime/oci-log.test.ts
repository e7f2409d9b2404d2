// Checks that the runtime's log gives its error, whatever state the file is in.
import { expect, test } from "bun:test";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { makeFifo } from "../../../../../ffi/file.ts";
import { readOciLog } from "../../../../../src/engine/runtime/oci-log.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

/** What is read of a log with this content. */
function logged(content: string | Uint8Array): string | undefined {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("oci-log"), content);
  return readOciLog(directory.at("oci-log"));
}

function line(level: string, msg: string): string {
  return `${JSON.stringify({ level, msg, time: "2026-11-22T09:19:01Z" })}\n`;
}

test("readOciLog() returns the last error", () => {
  expect(logged(line("error", "one"))).toBe("one");
  expect(logged(line("error", "one") + line("error", "two") + line("debug", "three"))).toBe("two");
});

test("readOciLog() returns the last message of a log without errors", () => {
  expect(logged(line("info", "one") + line("warning", "two"))).toBe("two");
});

test("readOciLog() passes over garbage and half lines", () => {
  expect(logged(`garbage\n{"level":"er\n\0\xff\n${line("error", "one")}{"level":"error","msg":"two`)).toBe("one");
  expect(logged(Uint8Array.from({ length: 1000 }, (_, index) => index))).toBeUndefined();
  expect(logged(line("error", "one").trimEnd())).toBe("one");
});

test("readOciLog() returns undefined when there is nothing to read", () => {
  using directory = new TemporaryDirectory();
  mkdirSync(directory.at("directory"));
  makeFifo(directory.at("fifo"), 0o600);
  expect(logged("")).toBeUndefined();
  for (const name of ["missing", "directory", "fifo", "missing/x"]) {
    expect(leftOpenBy(() => readOciLog(directory.at(name)))).toEqual([]);
    expect(readOciLog(directory.at(name))).toBeUndefined();
  }
});

test("readOciLog() reads the end of a log of any length", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("oci-log");
  writeFileSync(path, line("error", "long ago") + line("debug", "x".repeat(300)).repeat(10_000));
  expect(readOciLog(path)).toBe("x".repeat(300));
  appendFileSync(path, line("error", "at last"));
  expect(readOciLog(path)).toBe("at last");
});

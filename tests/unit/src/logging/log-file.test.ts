// Checks the log file: its sizes, what a failing disk does to it, and that no piece of a record is left behind.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { O_NONBLOCK, O_RDONLY } from "../../../../ffi/constants.ts";
import { makeFifo, open } from "../../../../ffi/file.ts";
import type { LogFile } from "../../../../src/logging/log-file.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf } from "../bytes.ts";
import { openedFile } from "./opened-file.ts";
import { SmallDisk } from "./small-disk.ts";

function append(file: LogFile, text: string): void {
  const bytes = bytesOf(text);
  file.append(bytes, bytes.length);
}

test("LogFile appends to what is there, and makes what is not", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  for (const text of ["one\n", "two\n"]) {
    using file = openedFile(path);
    append(file, text);
  }
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test("LogFile appends only as many bytes as it is told", () => {
  using directory = new TemporaryDirectory();
  using file = openedFile(directory.at("ctr.log"));
  file.append(bytesOf("one\ntwo\n"), 4);
  file.append(bytesOf("three\n"), 0);
  expect(readFileSync(directory.at("ctr.log"), "utf8")).toBe("one\n");
});

test("LogFile cannot be opened where there is no directory", () => {
  expect(() => openedFile("/nowhere-at-all/ctr.log")).toThrow("ENOENT");
});

test("LogFile counts what was in the file before", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("ctr.log"), "0123456789\n");
  using file = openedFile(directory.at("ctr.log"), { fileSize: 15 });
  expect([file.accepts(0, 4), file.accepts(0, 5), file.accepts(1, 4)]).toEqual([true, false, false]);
});

test("LogFile takes any record when it is empty", () => {
  using directory = new TemporaryDirectory();
  using file = openedFile(directory.at("ctr.log"), { fileSize: 15 });
  expect([file.accepts(0, 1000), file.accepts(1, 1000)]).toEqual([true, false]);
});

test("LogFile ends with the last record that fits into the limit in all", () => {
  using directory = new TemporaryDirectory();
  using file = openedFile(directory.at("ctr.log"), { totalSize: 10 });
  append(file, "123\n");
  append(file, "456\n789\n");
  // It would fit, but there would be a gap before it.
  append(file, "\n");
  expect(readFileSync(directory.at("ctr.log"), "utf8")).toBe("123\n456\n");
});

test("LogFile starts anew in an empty file, and leaves the old one to its readers", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using file = openedFile(path);
  append(file, "one\n");
  using reader = open(path, O_RDONLY);
  file.startAnew();
  append(file, "two\n");
  expect(readFileSync(`/proc/self/fd/${reader.number}`, "utf8")).toBe("one\n");
  expect(readFileSync(path, "utf8")).toBe("two\n");
  expect(existsSync(`${path}.tmp`)).toBe(false);
});

test("LogFile reopens its path after a rename and after a removal", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using file = openedFile(path, { fileSize: 9 });
  append(file, "one\n");
  renameSync(path, `${path}.old`);
  file.reopen();
  append(file, "two\n");
  rmSync(path);
  file.reopen();
  expect(readFileSync(path, "utf8")).toBe("");
  expect(file.accepts(0, 9)).toBe(true);
  append(file, "three\n");
  expect(readFileSync(`${path}.old`, "utf8")).toBe("one\n");
  expect(readFileSync(path, "utf8")).toBe("three\n");
});

test("LogFile goes on in the old file when the path cannot be opened afresh", () => {
  using directory = new TemporaryDirectory();
  const warnings: string[] = [];
  const folder = directory.at("logs");
  mkdirSync(folder);
  using file = openedFile(`${folder}/ctr.log`, {}, warnings);
  renameSync(folder, directory.at("moved"));
  file.reopen();
  append(file, "one\n");
  expect(readFileSync(directory.at("moved/ctr.log"), "utf8")).toBe("one\n");
  expect(warnings.join()).toContain(`Cannot reopen log "${folder}/ctr.log": `);
  expect(warnings.join()).toContain("ENOENT");
});

test("LogFile keeps no descriptor of an attempt that has failed", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using file = openedFile(path, { keptFiles: 1 });
  // A file cannot be renamed to a directory.
  mkdirSync(`${path}.1`);
  append(file, "one\n");
  expect(leftOpenBy(() => file.startAnew())).toEqual([]);
  append(file, "two\n");
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  expect(existsSync(`${path}.tmp`)).toBe(false);
});

test("LogFile syncs a file, and does not mind what cannot be synced", () => {
  using directory = new TemporaryDirectory();
  const warnings: string[] = [];
  makeFifo(directory.at("fifo"), 0o600);
  using _reader = open(directory.at("fifo"), O_RDONLY | O_NONBLOCK);
  for (const name of ["ctr.log", "fifo"]) {
    using file = openedFile(directory.at(name), {}, warnings);
    file.sync();
  }
  expect(warnings).toEqual([]);
});

test("LogFile leaves no piece of a record on a full disk, and goes on when there is room", () => {
  using disk = new SmallDisk(64);
  const warnings: string[] = [];
  const path = disk.at("ctr.log");
  using file = openedFile(path, {}, warnings);
  writeFileSync(disk.at("ballast"), new Uint8Array(48 * 1024));
  const record = `${"x".repeat(999)}\n`;
  append(file, record.repeat(100));
  const kept = readFileSync(path, "latin1");
  expect(kept.length).toBeGreaterThan(0);
  expect(kept).toBe(record.repeat(kept.length / record.length));
  const lost = 100 * record.length - kept.length;
  expect(warnings.length).toBe(1);
  expect(warnings.join()).toContain(`Cannot write log "${path}": write: ENOSPC`);
  expect(warnings.join()).toContain(`: ${lost} bytes of output lost so far`);

  append(file, record.repeat(100));
  rmSync(disk.at("ballast"));
  append(file, "again\n");
  expect(readFileSync(path, "latin1").replaceAll(record, "")).toBe("again\n");
});

test("LogFile says at its end how much a full disk has cost", () => {
  const warnings: string[] = [];
  using disk = new SmallDisk(8);
  const file = openedFile(disk.at("ctr.log"), {}, warnings);
  writeFileSync(disk.at("ballast"), new Uint8Array(8192));
  for (let count = 0; count < 10; count++) append(file, "12345\n");
  file[Symbol.dispose]();
  expect(warnings.map((warning) => warning.replace(/.*: (?=\d)/, ""))).toEqual([
    "6 bytes of output lost so far",
    "60 bytes of output lost",
  ]);
});

test("LogFile does not take its place for larger than it is after a loss", () => {
  using disk = new SmallDisk(8);
  const file = openedFile(disk.at("ctr.log"), { fileSize: 100, totalSize: 100 });
  writeFileSync(disk.at("ballast"), new Uint8Array(8192));
  append(file, `${"x".repeat(90)}\n`);
  rmSync(disk.at("ballast"));
  expect(file.accepts(0, 100)).toBe(true);
  append(file, "y\n");
  expect(readFileSync(disk.at("ctr.log"), "latin1")).toBe("y\n");
  file[Symbol.dispose]();
});

test("LogFile starts anew on a full disk only if it can", () => {
  using disk = new SmallDisk(8);
  const warnings: string[] = [];
  const path = disk.at("ctr.log");
  using file = openedFile(path, { fileSize: 4096 }, warnings);
  append(file, `${"x".repeat(4095)}\n`);
  writeFileSync(disk.at("ballast"), new Uint8Array(4096));
  // An empty file takes no page: it can be made, and the old one's page is free again.
  file.startAnew();
  append(file, "y\n");
  expect(readFileSync(path, "latin1")).toBe("y\n");
  expect(warnings).toEqual([]);
});

test("LogFile writes to a device that refuses without harm", () => {
  using directory = new TemporaryDirectory();
  const warnings: string[] = [];
  symlinkSync("/dev/full", directory.at("ctr.log"));
  using file = openedFile(directory.at("ctr.log"), {}, warnings);
  append(file, "one\n");
  expect(warnings.join()).toContain(": 4 bytes of output lost so far");
});

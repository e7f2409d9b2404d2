// Checks that all files of a log are found in order, with holes between them and while they are being rotated.
import { expect, test } from "bun:test";
import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { disposeAll, identityAt, openFilesOf } from "../../../../../src/engine/logs/rotated-files.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { writeFiles } from "./made-logs.ts";

function foundIn(path: string): string[] {
  const files = openFilesOf(path);
  const contents = files.map((file) => readFileSync(file.ownPath, "latin1"));
  disposeAll(files);
  return contents;
}

test("openFilesOf() opens what is there, newest first", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  expect(foundIn(path)).toEqual([]);
  writeFiles(path, ["0", "1", "2"]);
  expect(foundIn(path)).toEqual(["0", "1", "2"]);
});

test("openFilesOf() is not stopped by files that are missing", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, [undefined, "1", undefined, undefined, "4", ...Array.from({ length: 5 }, () => undefined), "10"]);
  expect(foundIn(path)).toEqual(["1", "4", "10"]);
});

test("openFilesOf() stops at the oldest file that is wanted, and finds all when it is not there", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0", "1", "2"]);
  for (const [oldest, expected] of [
    [identityAt(`${path}.1`), 2],
    [identityAt(directory.path), 3],
  ] as const) {
    const files = openFilesOf(path, oldest);
    expect(files).toHaveLength(expected);
    disposeAll(files);
  }
});

test("openFilesOf() takes no other names for rotated files", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0"]);
  for (const name of [
    "ctr.log.0",
    "ctr.log.01",
    "ctr.log.tmp",
    "ctr.log.1.gz",
    "ctr.log.-1",
    "xctr.log.1",
    "ctrxlog.1",
  ])
    writeFileSync(directory.at(name), "other");
  expect(foundIn(path)).toEqual(["0"]);
});

test("openFilesOf() gives a file once that is met twice, as in a rotation", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0"]);
  linkSync(path, `${path}.1`);
  writeFileSync(`${path}.2`, "2");
  const attempt = (): void => {
    expect(foundIn(path)).toEqual(["0", "2"]);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("openFilesOf() that fails leaves nothing open", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFiles(path, ["0", "1"]);
  mkdirSync(`${path}.2`);
  expect(leftOpenBy(() => expect(() => openFilesOf(path)).toThrow("it is not a regular file"))).toEqual([]);
});

test("openFilesOf() finds nothing below a directory that is not there", () => {
  expect(openFilesOf("/nowhere-at-all/ctr.log")).toEqual([]);
});

test("identityAt() says which file has a name", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("a"), "");
  linkSync(directory.at("a"), directory.at("b"));
  writeFileSync(directory.at("c"), "");
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => identityAt(directory.at(name)));
  expect([a === b, a === c, d]).toEqual([true, false, undefined]);
});

// Checks work in an open directory, whatever becomes of its path.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { O_CREAT, O_NOFOLLOW, O_RDONLY, O_WRONLY } from "../../../ffi/constants.ts";
import { Directory } from "../../../ffi/directory.ts";
import { ELOOP, ENOENT, ENOTDIR, SystemError } from "../../../ffi/errno.ts";
import { writeAll } from "../../../ffi/io.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

test("Directory works in the same place when its path leads elsewhere", () => {
  using temporary = new TemporaryDirectory();
  mkdirSync(temporary.at("real"));
  mkdirSync(temporary.at("other"));
  symlinkSync("real", temporary.at("logs"));
  using directory = new Directory(temporary.at("logs"));
  expect(directory.realPath).toBe(realpathSync(temporary.at("real")));
  renameSync(temporary.at("other"), temporary.at("old"));
  renameSync(temporary.at("real"), temporary.at("moved"));
  symlinkSync("old", temporary.at("real"));

  using file = directory.open("ctr.log", O_WRONLY | O_CREAT, 0o600);
  writeAll(file, Uint8Array.of(0x61));
  directory.rename("ctr.log", "ctr.log.1");
  expect(readFileSync(temporary.at("moved/ctr.log.1"), "latin1")).toBe("a");
  expect(readdirSync(temporary.at("old"))).toEqual([]);
  directory.remove("ctr.log.1");
  directory.remove("ctr.log.1");
  expect(readdirSync(temporary.at("moved"))).toEqual([]);
});

test("Directory.open() does not follow a link when it must not", () => {
  using temporary = new TemporaryDirectory();
  symlinkSync("/etc/passwd", temporary.at("link"));
  using directory = new Directory(temporary.path);
  const path = temporary.at("link");
  expect(() => directory.open("link", O_RDONLY | O_NOFOLLOW, 0)).toThrow(new SystemError("open", ELOOP, path));
});

test("Directory throws with the whole path, and leaves nothing open", () => {
  using temporary = new TemporaryDirectory();
  writeFileSync(temporary.at("file"), "");
  mkdirSync(temporary.at("full"));
  const missing = temporary.at("missing");
  const attempt = (): void => {
    expect(() => new Directory(missing)).toThrow(new SystemError("open", ENOENT, missing));
    expect(() => new Directory(temporary.at("file"))).toThrow(new SystemError("open", ENOTDIR, temporary.at("file")));
    using directory = new Directory(temporary.path);
    expect(() => directory.open("missing", O_RDONLY, 0)).toThrow(new SystemError("open", ENOENT, missing));
    expect(() => directory.rename("x", "missing")).toThrow(new SystemError("rename", ENOENT, missing));
    expect(() => directory.remove("full")).toThrow(SystemError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

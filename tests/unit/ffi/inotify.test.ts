// Checks that changes of a file are noticed.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { IN_MODIFY } from "../../../ffi/constants.ts";
import { EINVAL, ENOENT, SystemError } from "../../../ffi/errno.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

test("watchPath() becomes readable when a file is written to, and not before", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("memory.events");
  writeFileSync(path, "oom 0\n");
  using watch = watchPath(path, IN_MODIFY);
  const events = new Uint8Array(new ArrayBuffer(4096));
  expect(read(watch, events)).toBe(NOT_READY);
  writeFileSync(path, "oom 1\n");
  expect(read(watch, events)).toBeGreaterThan(0);
  expect(read(watch, events)).toBe(NOT_READY);
});

test("watchPath() that fails leaves nothing open", () => {
  const missing = "/there/is/no/such/file";
  const attempt = (): void => {
    expect(() => watchPath(missing, IN_MODIFY)).toThrow(new SystemError("inotify_add_watch", ENOENT, missing));
    expect(() => watchPath("/", 0)).toThrow(new SystemError("inotify_add_watch", EINVAL, "/"));
    expect(() => watchPath("a\0b", IN_MODIFY)).toThrow(TypeError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

// Checks that changes of a file are noticed.
import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { IN_CREATE, IN_MODIFY } from "../../../ffi/constants.ts";
import { EINVAL, ENOENT, SystemError } from "../../../ffi/errno.ts";
import { addWatch, discardEvents, removeWatch, watchPath } from "../../../ffi/inotify.ts";
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

test("addWatch() watches one more path by the same descriptor, and removeWatch() ends that", () => {
  using directory = new TemporaryDirectory();
  const [one, other] = [directory.at("one"), directory.at("other")];
  for (const path of [one, other]) writeFileSync(path, "");
  using inotify = watchPath(one, IN_MODIFY);
  const watch = addWatch(inotify, other, IN_MODIFY);
  const events = new Uint8Array(new ArrayBuffer(4096));
  writeFileSync(other, "x");
  expect(read(inotify, events)).toBeGreaterThan(0);
  removeWatch(inotify, watch);
  // The removal is an event itself.
  discardEvents(inotify);
  writeFileSync(other, "y");
  expect(read(inotify, events)).toBe(NOT_READY);
  expect(() => addWatch(inotify, directory.at("nothing"), IN_MODIFY)).toThrow("ENOENT");
});

test("removeWatch() takes it that the watch has ended with its file", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  using inotify = watchPath(directory.path, IN_MODIFY);
  const watch = addWatch(inotify, directory.at("file"), IN_MODIFY);
  rmSync(directory.at("file"));
  removeWatch(inotify, watch);
  inotify.close();
  expect(() => removeWatch(inotify, watch)).toThrow("descriptor used after close");
});

test("discardEvents() takes any number of events", () => {
  using directory = new TemporaryDirectory();
  using inotify = watchPath(directory.path, IN_CREATE);
  for (let index = 0; index < 500; index++) writeFileSync(directory.at(`file-${index}`), "");
  discardEvents(inotify);
  expect(read(inotify, new Uint8Array(new ArrayBuffer(4096)))).toBe(NOT_READY);
});

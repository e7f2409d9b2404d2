// Checks files that appear at once and whole, or not at all.
import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { AtomicFile, writeAtomically } from "../../../ffi/atomic-file.ts";
import { EISDIR, ENOENT, SystemError } from "../../../ffi/errno.ts";
import { setUmask } from "../../../ffi/file.ts";
import { watchPath } from "../../../ffi/inotify.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

const ALL_EVENTS = 0xfff;
const IN_MOVED_TO = 0x80;

test("writeAtomically() shows watchers one rename, of the whole content", () => {
  using directory = new TemporaryDirectory();
  using watch = watchPath(directory.path, ALL_EVENTS);
  writeAtomically(directory.at("exit"), "137");
  const buffer = new Uint8Array(new ArrayBuffer(4096));
  const length = read(watch, buffer);
  expect(length).not.toBe(NOT_READY);
  expect(eventsFor("exit", buffer.subarray(0, length))).toEqual([IN_MOVED_TO]);
  expect(readFileSync(directory.at("exit"), "latin1")).toBe("137");
  expect(readdirSync(directory.path)).toEqual(["exit"]);
});

test("writeAtomically() replaces what was there, a link by a file", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("target"), "untouched");
  symlinkSync("target", directory.at("link"));
  writeAtomically(directory.at("link"), "new");
  expect(readFileSync(directory.at("target"), "latin1")).toBe("untouched");
  expect(readFileSync(directory.at("link"), "latin1")).toBe("new");
  writeAtomically(directory.at("link"), "grün");
  expect(readFileSync(directory.at("link"), "utf8")).toBe("grün");
});

test("writeAtomically() gives the permissions, less the umask", () => {
  using directory = new TemporaryDirectory();
  const umask = setUmask(0o027);
  writeAtomically(directory.at("default"), "");
  writeAtomically(directory.at("open"), "", 0o666);
  setUmask(umask);
  expect(["default", "open"].map((name) => statSync(directory.at(name)).mode & 0o777)).toEqual([0o640, 0o640]);
});

test("AtomicFile leaves nothing without commit()", () => {
  using directory = new TemporaryDirectory();
  {
    using _file = new AtomicFile(directory.at("pid"), 0o644);
    expect(readdirSync(directory.path)).toHaveLength(1);
    expect(readdirSync(directory.path)).not.toContain("pid");
  }
  expect(readdirSync(directory.path)).toEqual([]);
});

test("AtomicFile leaves nothing when its place is taken by a directory", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("taken");
  mkdirSync(path);
  const attempt = (): void => expect(() => writeAtomically(path, "x")).toThrow(new SystemError("rename", EISDIR, path));
  expect(leftOpenBy(attempt)).toEqual([]);
  expect(readdirSync(directory.path)).toEqual(["taken"]);
});

test("AtomicFile says beforehand that a directory is missing", () => {
  using directory = new TemporaryDirectory();
  const attempt = (): void => {
    expect(() => new AtomicFile(directory.at("no/pid"), 0o644)).toThrow(SystemError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
  try {
    new AtomicFile(directory.at("no/pid"), 0o644);
  } catch (error) {
    expect(error).toMatchObject({ syscall: "open", errno: ENOENT });
  }
});

test("AtomicFile takes over what a killed process of the same pid has left", () => {
  using directory = new TemporaryDirectory();
  const stale = `${directory.at("pid")}.${process.pid.toString(36)}.tmp`;
  writeFileSync(stale, "half of a much longer content");
  chmodSync(stale, 0o400);
  writeAtomically(directory.at("pid"), "42");
  expect(readFileSync(directory.at("pid"), "latin1")).toBe("42");
  expect(statSync(directory.at("pid")).mode & 0o200).toBe(0o200);
  expect(readdirSync(directory.path)).toEqual(["pid"]);
});

test("AtomicFile does not follow a link in place of its staging file", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("victim"), "untouched");
  symlinkSync("victim", `${directory.at("pid")}.${process.pid.toString(36)}.tmp`);
  writeAtomically(directory.at("pid"), "42");
  expect(readFileSync(directory.at("victim"), "latin1")).toBe("untouched");
});

/** The masks of the events for one name: inotify(7), struct inotify_event. */
function eventsFor(name: string, events: Uint8Array): number[] {
  const view = new DataView(events.buffer, events.byteOffset, events.byteLength);
  const masks: number[] = [];
  for (let at = 0; at < events.length; ) {
    const length = view.getUint32(at + 12, true);
    const found = Buffer.from(events.subarray(at + 16, at + 16 + length)).toString();
    if (found.replace(/\0+$/, "") === name) masks.push(view.getUint32(at + 4, true));
    at += 16 + length;
  }
  return masks;
}

// Checks the words of mounts, and places where nothing can be mounted.
import { expect, test } from "bun:test";
import {
  ACCESS,
  COMMON,
  checkDestination,
  checkWords,
  PROPAGATION,
  withDefaults,
} from "../../../../../../src/engine/spec/mounts/mount-words.ts";

test("checkWords() takes one word of each group", () => {
  expect(() => checkWords(["ro", "noexec", "nodev", "nosuid", "rslave"], COMMON, "x")).not.toThrow();
  expect(() => checkWords(["size=1m"], [["size"]], "x")).not.toThrow();
});

test("checkWords() refuses unknown words and two of a group", () => {
  expect(() => checkWords(["fast"], COMMON, "/a:/b:fast")).toThrow('Unknown mount option "fast" in "/a:/b:fast"');
  expect(() => checkWords(["ro", "rw"], COMMON, "/a")).toThrow('Cannot use both "ro" and "rw" in "/a"');
  expect(() => checkWords(["shared", "shared"], COMMON, "/a")).toThrow("Cannot use both");
});

test("withDefaults() adds the first word of each group that has none", () => {
  expect(withDefaults(["ro"], ACCESS, PROPAGATION)).toEqual(["ro", "rprivate"]);
});

test("checkDestination() wants an absolute path that is not the root", () => {
  expect(() => checkDestination("/data", "x")).not.toThrow();
  expect(() => checkDestination("data", "./a:data")).toThrow('Invalid mount "./a:data": the container\'s path must be');
  for (const path of ["/", "//"]) expect(() => checkDestination(path, "x")).toThrow("root cannot be mounted over");
});

// Checks the house rule that unit tests mirror the source.

import { expect, test } from "bun:test";
import { checkMirrors } from "../../../scripts/check-mirrors.ts";
import { findingsIn } from "./made-up-tree.ts";

function check(paths: readonly string[], exempt: Readonly<Record<string, string>> = {}): string[] {
  return findingsIn(Object.fromEntries(paths.map((path) => [path, ""])), (root) => checkMirrors(root, exempt));
}

test("checkMirrors() accepts a file with tests at the same path", () => {
  expect(check(["ffi/fd.ts", "tests/unit/ffi/fd.test.ts"])).toEqual([]);
  expect(check(["src/protocol/argv.ts", "tests/unit/src/protocol/argv.test.ts"])).toEqual([]);
  expect(check(["scripts/build.ts"])).toEqual([]);
});

test("checkMirrors() rejects a file without tests", () => {
  expect(check(["ffi/fd.ts"])[0]).toStartWith("ffi/fd.ts:1: has no unit tests: write tests/unit/ffi/fd.test.ts");
});

test("checkMirrors() accepts an exemption with a reason, for a file or a folder", () => {
  expect(check(["src/cli/main.ts"], { "src/cli/main.ts": "run by every integration test" })).toEqual([]);
  expect(check(["src/cli/main.ts"], { "src/cli/": "run by every integration test" })).toEqual([]);
});

test("checkMirrors() rejects an exemption that is stale, needless or without a reason", () => {
  expect(check([], { "src/gone.ts": "run by every integration test" })).toHaveLength(1);
  expect(check(["ffi/a.ts", "tests/unit/ffi/a.test.ts"], { "ffi/a.ts": "only types in it" })).toHaveLength(1);
  expect(check(["ffi/a.ts"], { "ffi/a.ts": "" })[0]).toContain("without a reason");
});

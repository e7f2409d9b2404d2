// Checks the text that engines read the version from, with their own ways of reading.
import { expect, test } from "bun:test";
import { CTRMON_VERSION, versionText } from "../../../../src/protocol/version.ts";

test("versionText() begins as conmon's does", () => {
  expect(versionText("abc123").split("\n")).toEqual([
    "conmon version 2.2.1",
    "commit: abc123",
    `ctrmon: ${CTRMON_VERSION}`,
    "",
  ]);
});

test("versionText() has a third word that CRI-O accepts as a version", () => {
  expect(versionText("unknown").split(/\s+/)[2]).toMatch(/^\d+\.\d+\.\d+$/);
});

test("versionText() matches Podman's pattern once, on any line", () => {
  const matches = [...versionText("1.2.3").matchAll(/^(version:|conmon version)? (\d+).(\d+).(\d+)/gm)];
  expect(matches.map((match) => match.slice(2))).toEqual([["2", "2", "1"]]);
});

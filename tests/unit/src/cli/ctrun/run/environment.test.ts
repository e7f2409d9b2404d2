// Variables from options and files.
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf } from "../../../../../../src/cli/ctrun/run/environment.ts";
import { PREFIX } from "../../../../../helpers/directories.ts";

const OWN = { HOME: "/h", LC_ALL: "C", LC_TIME: "de", EMPTY: "", UNSET: undefined };

test.each([
  [
    ["A=1", "B=x=y", "C="],
    ["A=1", "B=x=y", "C="],
  ],
  [["A=1", "A=2"], ["A=2"]],
  [
    ["HOME", "EMPTY", "UNSET", "NOTHING"],
    ["HOME=/h", "EMPTY="],
  ],
  [["LC_*"], ["LC_ALL=C", "LC_TIME=de"]],
])("environmentOf() makes of %p what the container gets", (entries, variables) => {
  expect(environmentOf({ entries, files: [] }, OWN)).toEqual(variables);
});

test("environmentOf() reads files, over which an option has the last word", () => {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  try {
    const file = join(directory, "env");
    writeFileSync(file, '# comment\r\n\r\n  A=1\r\nB="quoted"\nHOME\n');
    expect(environmentOf({ entries: ["A=2"], files: [file] }, OWN)).toEqual(["A=2", 'B="quoted"', "HOME=/h"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("environmentOf() says what is wrong", () => {
  expect(() => environmentOf({ entries: ["=x"], files: [] }, OWN)).toThrow('the variable "=x" has no name');
  expect(() => environmentOf({ entries: [], files: ["/nowhere"] }, OWN)).toThrow(
    'Cannot read the variables in "/nowhere": ENOENT',
  );
});

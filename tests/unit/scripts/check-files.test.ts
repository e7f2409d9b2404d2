// Checks the house rule on files: each part of it with one good and one bad file.

import { expect, test } from "bun:test";
import { checkFiles } from "../../../scripts/check-files.ts";
import { findingsIn } from "./made-up-tree.ts";

const FIRST = "// What this file is for.\n";

function check(files: Readonly<Record<string, string>>, longFiles: Readonly<Record<string, string>> = {}): string[] {
  return findingsIn(files, (root) => checkFiles(root, longFiles));
}

test("checkFiles() wants a first line that says what the file is for", () => {
  const good = {
    "src/a.ts": FIRST,
    "src/b.ts": "/** What this file is for. */\n",
    "run.sh": "#!/bin/sh\n# Runs all of it.\n",
    "a.c": "/* Prints one line. */\n",
    ".ci/run": "#!/bin/bash\n# Runs all of it.\n",
  };
  expect(check(good)).toEqual([]);
  expect(check({ "src/a.ts": 'import "b";\n' })).toHaveLength(1);
  expect(check({ "src/a.ts": "// a.ts\n" })).toHaveLength(1);
  expect(check({ "run.sh": "#!/bin/sh\nset -e\n" })[0]).toStartWith("run.sh:2:");
});

test("checkFiles() limits a file to 250 lines, unless the list gives a reason", () => {
  const lines = (count: number): string => FIRST + "x;\n".repeat(count - 1);
  expect(check({ "src/a.ts": lines(250) })).toEqual([]);
  expect(check({ "src/a.ts": lines(251) })[0]).toStartWith("src/a.ts:251: has 251 lines");
  expect(check({ "src/a.ts": lines(251) }, { "src/a.ts": "one table" })).toEqual([]);
  expect(check({}, { "src/gone.ts": "one table" })[0]).toContain("take it off the list");
});

test("checkFiles() rejects names that say nothing", () => {
  expect(check({ "src/terminal.ts": FIRST })).toEqual([]);
  for (const name of ["utils.ts", "globals.ts", "helpers.ts", "misc.ts"]) {
    expect(check({ [`src/${name}`]: FIRST })).toHaveLength(1);
  }
});

test.each([
  "let a: any;",
  "let a: any[];",
  "const a = b as any;",
  "const a = <any>b;",
  "function f(a: any, b: string): void {}",
  "type A = Map<string, any>;",
  "type A = any;",
])("checkFiles() rejects the type any in %s", (line) => {
  expect(check({ "src/a.ts": `${FIRST}${line}\n` })[0]).toStartWith("src/a.ts:2: `any`");
});

test.each(["a!.b", "a[0]!", "f()!", "a! = b", "let a!: string;"])(
  "checkFiles() rejects the assertion in %s",
  (line) => {
    expect(check({ "src/a.ts": `${FIRST}${line}\n` })[0]).toStartWith("src/a.ts:2: `!`");
  },
);

test.each([
  "await Promise.any([a]);",
  "const a = { any: 1 };",
  'const a = "any";',
  "// any of them!",
  "if (a !== b && !c && d != e) {}",
  "const a = `${b}! any`;",
  "const company = many;",
  "const a = /any!/.test(b);",
])("checkFiles() accepts %s", (line) => {
  expect(check({ "src/a.ts": `${FIRST}${line}\n` })).toEqual([]);
});

test("checkFiles() rejects comments that silence the compiler or leave work behind", () => {
  for (const word of ["@ts-ignore", "@ts-nocheck", "TODO: later", "FIXME"]) {
    expect(check({ "src/a.ts": `${FIRST}// ${word}\n` })).toHaveLength(1);
    expect(check({ "src/a.ts": `${FIRST}const a = "${word}";\n` })).toEqual([]);
  }
});

test("checkFiles() rejects sleeps in tests, and wants a reason in helpers", () => {
  const sleep = `${FIRST}await Bun.sleep(10);\n`;
  const withReason = `${FIRST}// A FIFO has no event for this.\nsetTimeout(f, 10);\n`;
  expect(check({ "src/a.ts": sleep })).toEqual([]);
  expect(check({ "tests/unit/a.test.ts": sleep })[0]).toStartWith("tests/unit/a.test.ts:2: waits for the clock");
  expect(check({ "tests/unit/a.test.ts": withReason })).toHaveLength(1);
  expect(check({ "tests/helpers/a.ts": sleep.replace("\n", "\n\n") })).toHaveLength(1);
  expect(check({ "tests/helpers/a.ts": withReason })).toEqual([]);
});

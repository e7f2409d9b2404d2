// Checks the house rule on texts: paths, registries, links and versions, each good and bad.

import { expect, test } from "bun:test";
import { checkText } from "../../../scripts/check-text.ts";
import { findingsIn } from "./made-up-tree.ts";

const GOOD = {
  "package.json": '{\n  "name": "x",\n  "version": "1.2.3"\n}\n',
  "package-lock.json": '{\n  "name": "x",\n  "version": "1.2.3"\n}\n',
  "src/protocol/version.ts": 'export const CTRMON_VERSION = "1.2.3";\n',
  "CHANGELOG.md": "# Changelog\n\n## 1.2.3 — 2030-01-01\n",
};

function check(files: Readonly<Record<string, string>>): string[] {
  return findingsIn({ ...GOOD, ...files }, checkText);
}

test("checkText() accepts a good tree", () => {
  expect(check({})).toEqual([]);
});

// Written in two halves: this file is under the rule that it tests.
test.each(["/wo" + "rk/main/x", "/ro" + "ot/.cache", "/ho" + "me/somebody/x"])("checkText() rejects %s", (path) => {
  expect(check({ "docs/a.txt": `see\n${path}\n` })[0]).toStartWith("docs/a.txt:2:");
  expect(check({ "docs/a.txt": `rootfs${path} and \${directory}${path}\n` })).toEqual([]);
});

test("checkText() rejects the host of a registry", () => {
  expect(check({ "README.md": `https://regis${"try"}.example.org/ctrmon\n` })).toHaveLength(1);
  expect(check({ ".npmrc": `regis${"try"}=https://example.org\n` })).toHaveLength(1);
  const locked = `${GOOD["package-lock.json"]}"resol${"ved"}": "https://example.org/a.tgz"\n`;
  expect(check({ "package-lock.json": locked })).toHaveLength(1);
});

test("checkText() wants every relative link to lead somewhere", () => {
  const link = (target: string): string[] => check({ "docs/a.md": `\nsee [there](${target})\n`, "docs/b c.md": "" });
  for (const good of ["b%20c.md", "../CHANGELOG.md#123", "#here", "https://example.org/x", "mailto:a@example.org"]) {
    expect(link(good)).toEqual([]);
  }
  expect(link("gone.md")).toEqual(['docs/a.md:2: links to "gone.md", which does not exist']);
  expect(check({ "a.md": "`[x](gone.md)`\n\n```\n[x](gone.md)\n```\n" })).toEqual([]);
});

test.each([
  ["package-lock.json", '{\n  "version": "1.2.2"\n}\n'],
  ["src/protocol/version.ts", 'export const CTRMON_VERSION = "1.2.2";\n'],
  ["CHANGELOG.md", "## 1.2.2\n\n## 1.2.1\n"],
])("checkText() rejects another version in %s", (path, text) => {
  expect(check({ [path]: text })).toHaveLength(1);
  expect(check({ [path]: text })[0]).toStartWith(`${path}:1: has version 1.2.2 where package.json has 1.2.3`);
});

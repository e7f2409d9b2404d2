// A small made-up repository in a temporary directory, for the tests of the house rules.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Finding } from "../../../scripts/rules/finding.ts";

/** Writes `files` (path → text), asks the rule about them, and removes them. Returns `path:line` and text of each finding. */
export function findingsIn(files: Readonly<Record<string, string>>, rule: (root: string) => Finding[]): string[] {
  const root = mkdtempSync(join(tmpdir(), "made-up-tree-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return rule(root).map(({ path, line, text }) => `${path}:${line}: ${text}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

// The files that the house rules look at: everything in the tree that a person wrote.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Not asked of git: the rules must find the same in an unpacked archive, and in a file that is not added yet.
const SKIPPED = new Set([".git", "node_modules", "dist", "coverage"]);

/** Paths of all files under `root`, relative to it and sorted. */
export function filesOf(root: string): string[] {
  const found: string[] = [];
  walk(root, "", found);
  return found.sort();
}

export function readText(root: string, path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function walk(root: string, folder: string, found: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) walk(root, path, found);
    else if (entry.isFile()) found.push(path);
  }
}

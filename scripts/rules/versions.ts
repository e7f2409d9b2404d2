// House rule, part of check-text: package.json, the lock file, the program and the CHANGELOG agree on the version.

import type { Finding } from "./finding.ts";
import { readText } from "./tree.ts";

const PROGRAM = "src/protocol/version.ts";

export function checkVersions(root: string, files: readonly string[]): Finding[] {
  const read = (path: string): string => (files.includes(path) ? readText(root, path) : "");
  const version = versionIn(read("package.json"), /^ {2}"version": "([^"]+)"/m);
  if (version === undefined) return [{ path: "package.json", line: 1, text: 'has no "version": add one' }];

  const findings: Finding[] = [];
  const places = [
    { path: "package-lock.json", pattern: /^ {2}"version": "([^"]+)"/m, remedy: "run npm install" },
    { path: PROGRAM, pattern: /\bCTRMON_VERSION\b[^="]*=\s*"([^"]+)"/, remedy: "set CTRMON_VERSION to it" },
    { path: "CHANGELOG.md", pattern: /^## \[?v?(\d[^\s\]]*)/m, remedy: `add a section "## ${version}" on top` },
  ];
  for (const { path, pattern, remedy } of places) {
    const found = versionIn(read(path), pattern);
    if (found === version) continue;
    const text = `has version ${found ?? "(none)"} where package.json has ${version}: ${remedy}`;
    findings.push({ path, line: 1, text });
  }
  return findings;
}

function versionIn(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

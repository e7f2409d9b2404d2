// House rule: every file of ffi/ and src/ has its unit tests under tests/unit at the same path, or a reason not to.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Finding, report } from "./rules/finding.ts";
import { filesOf } from "./rules/tree.ts";

/** Files without unit tests of their own, and what tests them instead. A folder ends with a slash. */
export const EXEMPT: Readonly<Record<string, string>> = {};

if (import.meta.main) process.exit(report("mirrors", checkMirrors(`${import.meta.dir}/..`, EXEMPT)));

export function checkMirrors(root: string, exempt: Readonly<Record<string, string>>): Finding[] {
  const findings: Finding[] = [];
  const add = (path: string, text: string): void => void findings.push({ path, line: 1, text });
  const sources = filesOf(root).filter((path) => /^(?:ffi|src)\/.*\.ts$/.test(path) && !path.endsWith(".d.ts"));

  for (const path of sources) {
    const tested = existsSync(join(root, mirrorOf(path)));
    const excused = Object.hasOwn(exempt, path);
    if (!tested && !excused && !inExemptFolder(path, exempt)) {
      add(path, `has no unit tests: write ${mirrorOf(path)}, or give a reason in scripts/check-mirrors.ts`);
    }
    if (tested && excused) add(path, "is exempt but has unit tests: take it off the list in scripts/check-mirrors.ts");
  }
  for (const [path, reason] of Object.entries(exempt)) {
    if (!sources.some((source) => source === path || (path.endsWith("/") && source.startsWith(path)))) {
      add(path, "is exempt but does not exist: take it off the list in scripts/check-mirrors.ts");
    }
    if (reason.trim().split(/\s+/).length < 3) add(path, "is exempt without a reason: say what tests it instead");
  }
  return findings;
}

/** `src/protocol/argv.ts` → `tests/unit/src/protocol/argv.test.ts`. */
function mirrorOf(path: string): string {
  return `tests/unit/${path.replace(/\.ts$/, ".test.ts")}`;
}

function inExemptFolder(path: string, exempt: Readonly<Record<string, string>>): boolean {
  return Object.keys(exempt).some((folder) => folder.endsWith("/") && path.startsWith(folder));
}

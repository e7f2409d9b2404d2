// House rule: texts hold wherever the repository is cloned: no paths of one machine, no registries, links and versions right.

import { type Finding, lineAt, report } from "./rules/finding.ts";
import { checkLinks } from "./rules/links.ts";
import { filesOf, readText } from "./rules/tree.ts";
import { checkVersions } from "./rules/versions.ts";

// The start of an absolute path only: `rootfs/root/` and `${directory}/home/` are somebody's relative ones.
const WORKPLACE = new RegExp(`(?<![\\w.$})~*>-])/(?:${["work", "root", "home"].join("|")})/`, "g");
const REGISTRY = /\bregistry\.[a-z0-9-]+\.[a-z]+|\bnpmjs\.(?:org|com)\b|\byarnpkg\.com\b/g;
const REGISTRY_SETTING = /"resolved"\s*:|^\s*(?:@[\w-]+:)?registry\s*=/gm;
const SETTINGS = new Set(["package-lock.json", ".npmrc", "bunfig.toml"]);

if (import.meta.main) process.exit(report("text", checkText(`${import.meta.dir}/..`)));

export function checkText(root: string): Finding[] {
  const files = filesOf(root);
  return [
    ...files.flatMap((path) => checkFile(path, readText(root, path))),
    ...checkLinks(root, files),
    ...checkVersions(root, files),
  ];
}

function checkFile(path: string, text: string): Finding[] {
  if (text.includes("\0")) return [];
  const findings: Finding[] = [];
  const each = (pattern: RegExp, problem: string): void => {
    for (const match of text.matchAll(pattern)) {
      findings.push({ path, line: lineAt(text, match.index), text: `"${match[0].trim()}" ${problem}` });
    }
  };
  each(WORKPLACE, "begins a path of one machine: use a relative path, a variable or a temporary directory");
  each(REGISTRY, "names a package registry: which one is used is each machine's own setting");
  if (SETTINGS.has(path)) each(REGISTRY_SETTING, "fixes a package registry: see .npmrc, and write the lock file again");
  return findings;
}

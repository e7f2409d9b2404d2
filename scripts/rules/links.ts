// House rule, part of check-text: every relative link in a Markdown file leads to something.

import { existsSync } from "node:fs";
import { posix } from "node:path";
import { type Finding, lineAt } from "./finding.ts";
import { readText } from "./tree.ts";

const LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const CODE = /^(```|~~~)[\s\S]*?^\1|`[^`\n]+`/gm;
const WITH_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

export function checkLinks(root: string, files: readonly string[]): Finding[] {
  return files.filter((path) => path.endsWith(".md")).flatMap((path) => deadLinks(root, path));
}

function deadLinks(root: string, path: string): Finding[] {
  // Code is blanked, not removed, so that line numbers stay right.
  const text = readText(root, path).replace(CODE, (code) => code.replace(/[^\n]/g, " "));
  const findings: Finding[] = [];
  for (const match of text.matchAll(LINK)) {
    const link = match[1] ?? "";
    const target = decodeURI(link.replace(/[#?].*$/, ""));
    if (target === "" || WITH_SCHEME.test(link)) continue;
    if (!existsSync(posix.join(root, posix.dirname(path), target))) {
      findings.push({ path, line: lineAt(text, match.index), text: `links to "${link}", which does not exist` });
    }
  }
  return findings;
}

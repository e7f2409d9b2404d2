// House rule: a file says what it is for, has one concept, and takes no short cut around the compiler or the clock.

import { type Finding, lineAt, report } from "./rules/finding.ts";
import { splitSource } from "./rules/source-text.ts";
import { filesOf, readText } from "./rules/tree.ts";

const MOST_LINES = 250;

/** Files that may be longer than the limit, with the reason: tables, where a cut would only scatter one list. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

// Names that say nothing collect everything.
const FORBIDDEN_NAME = /^(?:utils?|globals?|helpers?|misc|common)\.ts$/;

// A bare word `any` in code is the type, unless it is a property's name (`Promise.any(`, `any: 1`).
const ANY_TYPE = /(?<![.\w$])any(?![\w$]|\s*\??:|\s*\()/g;
const NON_NULL = /[\w$)\]]!(?!=)/g;
const SILENCED = /@ts-(?:ignore|nocheck)\b/g;
const UNFINISHED = /\b(?:TODO|FIXME|XXX)\b/g;
const SLEEP = /\b(?:Bun\s*\.\s*sleep|sleepSync|setTimeout|setInterval|Atomics\s*\.\s*wait)(?:Sync)?\b/g;

if (import.meta.main) process.exit(report("files", checkFiles(`${import.meta.dir}/..`, LONG_FILES)));

export function checkFiles(root: string, longFiles: Readonly<Record<string, string>>): Finding[] {
  const findings: Finding[] = [];
  const files = filesOf(root);
  for (const path of files.filter(isSource)) {
    const text = readText(root, path);
    const add = (line: number, problem: string): void => void findings.push({ path, line, text: problem });
    checkName(path, add);
    checkFirstLine(text, add);
    checkLength(text, longFiles[path], add);
    if (path.endsWith(".ts")) checkTypeScript(path, text, add);
  }
  for (const path of Object.keys(longFiles).filter((listed) => !files.includes(listed))) {
    findings.push({ path, line: 1, text: "is allowed to be long but does not exist: take it off the list" });
  }
  return findings;
}

type Add = (line: number, problem: string) => void;

function isSource(path: string): boolean {
  return /\.(?:ts|sh|c|h|toml)$/.test(path) || path === ".ci/run";
}

function checkName(path: string, add: Add): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (FORBIDDEN_NAME.test(name)) add(1, `"${name}" says nothing: name the file after its one concept`);
}

function checkFirstLine(text: string, add: Add): void {
  const [first = "", second = ""] = text.split("\n");
  const shebang = first.startsWith("#!");
  const comment = /^(?:\/\/|\/\*\*?|#)\s*(.*)$/.exec(shebang ? second : first);
  // Three words are the least that can say what something is for.
  if ((comment?.[1] ?? "").trim().split(/\s+/).length < 3) {
    add(shebang ? 2 : 1, "begins without a comment: say in one line what the file is for");
  }
}

function checkLength(text: string, reason: string | undefined, add: Add): void {
  const lines = text.split("\n").length - 1;
  if (lines > MOST_LINES && reason === undefined) {
    add(
      MOST_LINES + 1,
      `has ${lines} lines, more than ${MOST_LINES}: find the second concept in it and give it a file`,
    );
  }
}

function checkTypeScript(path: string, text: string, add: Add): void {
  const { code, comments } = splitSource(text);
  const each = (where: string, pattern: RegExp, problem: string): void => {
    for (const match of where.matchAll(pattern)) add(lineAt(where, match.index), problem);
  };
  each(code, ANY_TYPE, "`any` switches the compiler off: use the type, or `unknown` and narrow it");
  each(code, NON_NULL, "`!` asserts what the compiler cannot see: handle the missing value");
  each(comments, SILENCED, "silences the compiler: fix the type, or use @ts-expect-error with the reason");
  each(comments, UNFINISHED, "leaves work behind in a comment: do it now, or describe the limit in words");
  if (path.startsWith("tests/")) checkSleeps(path, code, comments, add);
}

// A test that waits for the clock is slow on a fast machine and fails on a slow one. A helper may need a deadline.
function checkSleeps(path: string, code: string, comments: string, add: Add): void {
  const remarks = comments.split("\n").map((line) => line.trim() !== "");
  for (const match of code.matchAll(SLEEP)) {
    const line = lineAt(code, match.index);
    const hasReason = remarks[line - 1] === true || remarks[line - 2] === true;
    if (!path.startsWith("tests/helpers/")) {
      add(line, "waits for the clock: wait for the event itself, with a helper from tests/helpers");
    } else if (!hasReason) {
      add(line, "waits for the clock without a reason: give it in a comment on this line or the one above");
    }
  }
}

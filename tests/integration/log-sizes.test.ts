// What conmon 2.1.6 has not: logs in Docker's format, rotation, and directories that logs must be in.
import { expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import type { Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import type { Directories } from "../helpers/directories.ts";
import { readLog } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const RECORD = 145;
const ROTATED = { "log-size-max": String(10 * RECORD), "log-rotate": true } as const;
const LINES = "FIXTURES/numbered-lines 95 100";

test("json-file: one object a line, as Docker writes it", () => {
  const records = jsonOf("echo one; printf two; usleep 50000; echo err >&2");
  expect(records.map(({ log, stream }) => [log, stream])).toEqual([
    ["one\n", "stdout"],
    ["two", "stdout"],
    ["err\n", "stderr"],
  ]);
  for (const { time } of records) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/);
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
  }
});

test("json-file: quotes, controls and characters of any length survive, and what is no UTF-8 is replaced", () => {
  const [record] = jsonOf("printf 'q\"b\\\\t\\tn\\033é漢😀\\377<&>\\n'");
  expect(record?.log).toBe('q"b\\t\tn\x1bé漢😀\ufffd<&>\n');
});

test("json-file: a long line is in pieces that join to it, and characters across them stay whole", () => {
  const records = jsonOf("i=0; while test $i -lt 3000; do printf '%s' 漢字漢字; i=$((i+1)); done; echo");
  expect(records.map(({ log }) => log).join("")).toBe(`${"漢字漢字".repeat(3000)}\n`);
});

test("json-file: only its owner and group may read it, and it is rotated as others are", () => {
  using session = finished({ "log-rotate": true, "log-max-files": "2" }, ({ root }) => ({
    "log-path": `json-file:${join(root, "ctr.json")}`,
    "log-size-max": "2000",
  }));
  const { root } = session.directories;
  const names = readdirSync(root).filter((name) => name.startsWith("ctr.json"));
  expect(names.toSorted()).toEqual(["ctr.json", "ctr.json.1", "ctr.json.2"]);
  for (const name of names) {
    expect(statSync(join(root, name)).mode & 0o777).toBe(0o640);
    expect(statSync(join(root, name)).size).toBeLessThanOrEqual(2000);
    for (const line of readFileSync(join(root, name), "utf8").trimEnd().split("\n")) JSON.parse(line);
  }
});

test.each([1, 3, 20])("--log-rotate keeps %d files, no record is lost between them, and the oldest go", (files) => {
  using session = finished({ ...ROTATED, "log-max-files": String(files) });
  const { log } = session.directories;
  const kept = Math.min(files, 9);
  const paths = [...Array.from({ length: kept }, (_, index) => `${log}.${kept - index}`), log];
  expect(existsSync(`${log}.${kept + 1}`)).toBe(false);
  const lines = paths.flatMap((path) => readLog(path)).map(({ text }) => Number(text.slice(0, 10)));
  expect(lines).toEqual(Array.from({ length: 95 }, (_, line) => line).slice(-lines.length));
  expect(lines).toHaveLength(kept * 10 + 5);
  for (const path of paths) expect(statSync(path).size).toBeLessThanOrEqual(10 * RECORD);
});

test("a rotated log in an allowed directory is written, and one elsewhere is refused", () => {
  using session = finished({ ...ROTATED }, ({ root }) => ({ "log-allowlist-dir": ["/nonexistent", root] }));
  expect(existsSync(`${session.directories.log}.1`)).toBe(true);
  using refused = new Session({ options: { ...ROTATED, "log-allowlist-dir": "/nonexistent" } });
  expect(refused.go().first()).toBe(1);
  expect(refused.complaints()).toContain("Failed to open log file");
});

test("an allowed directory that is only reached by a link out of it is not allowed", () => {
  using session = new Session({
    before: ({ directories: { root } }) => {
      mkdirSync(join(root, "allowed"));
      mkdirSync(join(root, "other"));
      symlinkSync(join(root, "other"), join(root, "allowed/link"));
    },
    options: ({ root }) => ({
      ...ROTATED,
      "log-path": `k8s-file:${join(root, "allowed/link/ctr.log")}`,
      "log-allowlist-dir": join(root, "allowed"),
    }),
  });
  expect(session.go().first()).toBe(1);
  expect(readdirSync(join(session.directories.root, "other"))).toEqual([]);
});

test("a log that is a link is not followed below an allowed directory", () => {
  using session = new Session({
    before: ({ directories: { log, aside } }) => {
      writeFileSync(join(aside, "victim"), "untouched");
      symlinkSync(join(aside, "victim"), log);
    },
    options: ({ root }) => ({ "log-allowlist-dir": root }),
  });
  expect(session.go().first()).toBe(1);
  expect(readFileSync(join(session.directories.aside, "victim"), "utf8")).toBe("untouched");
});

test("links that are put in the way of a rotation are replaced, never written through", () => {
  using session = new Session({
    before: ({ directories: { log, aside } }) => {
      makeFifo(join(aside, "go"), 0o600);
      for (const name of ["victim1", "victim2"]) writeFileSync(join(aside, name), "untouched");
      symlinkSync(join(aside, "victim1"), `${log}.tmp`);
      symlinkSync(join(aside, "victim2"), `${log}.1`);
    },
    script: `echo first; read word <"$CTRMON_TEST_SESSION/aside/go"; ${LINES}`,
    options: { ...ROTATED, "log-max-files": "2" },
  });
  const { log, aside } = session.directories;
  session.run();
  waitUntil("the first line", () => session.log().length > 0);
  // The log itself becomes a link, as somebody who may write to its directory could make it.
  renameSync(log, `${log}.moved`);
  symlinkSync(join(aside, "victim1"), log);
  writeFileSync(join(aside, "go"), "\n");
  expect(session.monitor()).toBe(0);
  for (const name of ["victim1", "victim2"]) expect(readFileSync(join(aside, name), "utf8")).toBe("untouched");
  expect(session.log().length).toBeGreaterThan(0);
});

test("--log-global-size-max stops the log, and the container is drained all the same", () => {
  using session = finished({ "log-global-size-max": String(10 * RECORD) });
  expect(session.log()).toHaveLength(10);
});

interface JsonRecord {
  readonly log: string;
  readonly stream: string;
  readonly time: string;
}

function jsonOf(script: string): JsonRecord[] {
  using session = new Session({ script, options: ({ log }) => ({ "log-path": `json-file:${log}` }) });
  session.run();
  expect(session.monitor()).toBe(0);
  const lines = readFileSync(session.directories.log, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line): JsonRecord => JSON.parse(line));
}

/** A session of a container that has written 95 lines of 100 bytes and ended well. */
function finished(options: Options, more: (directories: Directories) => Options = () => ({})): Session {
  const session = new Session({ script: LINES, options: (directories) => ({ ...options, ...more(directories) }) });
  try {
    session.run();
    expect(session.monitor()).toBe(0);
    return session;
  } catch (error) {
    session[Symbol.dispose]();
    throw error;
  }
}

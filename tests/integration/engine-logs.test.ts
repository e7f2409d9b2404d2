// Reads logs with the engine's library while the monitor writes, rotates and replaces them.
import { expect, test } from "bun:test";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EPOLLIN } from "../../ffi/constants.ts";
import { pidFd } from "../../ffi/process.ts";
import { readJournal } from "../../src/engine/logs/read-journal.ts";
import { readLogs } from "../../src/engine/logs/read-logs.ts";
import { ready } from "../../src/waiting/ready.ts";
import { CID, type Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { Following, shortly, textsOf } from "../helpers/following.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { JournalledSession } from "../helpers/private-journal.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const LINES = 100_000;
const LENGTH = 100;
const SCRIPT = `FIXTURES/numbered-lines ${LINES} ${LENGTH}`;
/** More than all that is written: nothing is thrown away before it has been read. */
const ROTATED: Options = { "log-size-max": "300000", "log-rotate": true, "log-max-files": "100" };

test.each(["k8s-file", "json-file"] as const)(
  "%s: every line comes once and in order through rotations",
  async (driver) => {
    const { texts, files } = await followed(driver, ROTATED);
    expect(firstWrong(wholeLines(texts), LINES)).toBeUndefined();
    expect(files).toBeGreaterThan(10);
  },
);

test("k8s-file: of a log that is replaced, nothing comes twice, and its end does come", async () => {
  const { texts } = await followed("k8s-file", { "log-size-max": "300000" });
  const numbers = wholeLines(texts).map((line) => Number(line.slice(0, 10)));
  expect(numbers.findIndex((number, index) => number <= (numbers[index - 1] ?? -1))).toBe(-1);
  expect(numbers.at(-1)).toBe(LINES - 1);
});

test("k8s-file: the last lines, through all rotated files", async () => {
  using session = new Session({
    script: "FIXTURES/numbered-lines 95 100",
    options: { ...ROTATED, "log-size-max": "1450" },
  });
  session.run();
  expect(session.monitor()).toBe(0);
  const target = { driver: "k8s-file", path: session.directories.log } as const;
  for (const tail of [1, 5, 6, 42, 95, 200]) {
    const numbers = (await textsOf(readLogs(target, { tail }))).map((line) => Number(line.slice(0, 10)));
    expect(numbers).toEqual(Array.from({ length: 95 }, (_, line) => line).slice(-tail));
  }
});

test("k8s-file: goes on when the engine has moved the log away and the monitor has reopened it", async () => {
  using session = new Session({
    before: makeTurns,
    script: `echo one; ${waitsFor("first")}; echo two; ${waitsFor("second")}; printf three >&2`,
  });
  const { log, bundle } = session.directories;
  const following = new Following({ driver: "k8s-file", path: log });
  session.run();
  await following.reached(1);
  renameSync(log, `${log}.moved`);
  goOn(session.directories, "first");
  await following.reached(2);
  goOn(session.directories, "second", () => {
    writeFileSync(join(bundle, "ctl"), "2 0 0\n");
    waitUntil("the new log", () => existsSync(log));
  });
  expect(session.monitor()).toBe(0);
  expect(await following.end()).toEqual(["one", "two", "2:three+"]);
});

test("journald: entries, streams, pieces and bytes, and the rest once the container has ended", async () => {
  using journalled = new JournalledSession({
    before: makeTurns,
    script: `echo one; printf 'a\\377b\\n' >&2; ${waitsFor("first")}; printf two; ${waitsFor("second")}; echo; echo three`,
    options: { "log-path": "journald" },
  });
  const { session } = journalled;
  const directory = join(session.directories.aside, "journal");
  const ended = Promise.withResolvers<void>();
  session.run();
  const texts: string[] = [];
  for await (const batch of readJournal({ id: CID, directory, follow: true, ended: ended.promise, timeout: 15_000 })) {
    texts.push(...batch.map(shortly));
    if (texts.length === 2) goOn(session.directories, "first");
    if (texts.length !== 3) continue;
    goOn(session.directories, "second");
    expect(session.monitor()).toBe(0);
    // Before journalctl can say any more: what is missing then is read by other means.
    ended.resolve();
  }
  const expected = ["one", "2:a\xffb", "two+", "", "three"];
  expect(texts).toEqual(expected);
  for (const tail of [undefined, 2]) {
    const read: string[] = [];
    for await (const batch of readJournal({ id: CID, directory, tail })) read.push(...batch.map(shortly));
    expect(read).toEqual(tail === undefined ? expected : expected.slice(-tail));
  }
});

/** Follows a session from before its beginning to its end. */
async function followed(
  driver: "k8s-file" | "json-file",
  options: Options,
): Promise<{ readonly texts: readonly string[]; readonly files: number }> {
  using session = new Session({
    script: SCRIPT,
    options: ({ log }) => ({ ...options, "log-path": `${driver}:${log}` }),
  });
  const { log } = session.directories;
  const following = new Following({ driver, path: log }, { timeout: 60_000 });
  session.run();
  using monitor = pidFd(session.monitorPid());
  await ready(monitor, EPOLLIN);
  expect(session.monitor()).toBe(0);
  const texts = await following.end();
  let files = 0;
  while (existsSync(`${log}.${files + 1}`)) files++;
  return { texts, files };
}

/** Joins pieces: a monitor that waits for the rest of a line in vain records its beginning. */
function wholeLines(texts: readonly string[]): string[] {
  const lines: string[] = [];
  let begun = "";
  for (const text of texts) {
    if (text.endsWith("+")) {
      begun += text.slice(0, -1);
    } else {
      lines.push(begun + text);
      begun = "";
    }
  }
  return lines;
}

/** The number of the first line that is missing, doubled, cut or out of order; undefined when all are right. */
function firstWrong(lines: readonly string[], count: number): number | undefined {
  const wrong = lines.findIndex((line, index) => line.length !== LENGTH - 1 || Number(line.slice(0, 10)) !== index);
  if (wrong >= 0) return wrong;
  return lines.length === count ? undefined : lines.length;
}

// The container's output arrives in the log: whole, in order, soon, whatever its shape.
import { expect, test } from "bun:test";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import { CUUID } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { outputIn } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { runc } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const MEGABYTE = 1024 * 1024;

test.each([100, 8000])("100 MB of numbered lines of %d bytes are whole and in order in the log", (length) => {
  const count = Math.floor((100 * MEGABYTE) / length);
  using session = new Session({ script: `exec FIXTURES/numbered-lines ${count} ${length}` });
  session.run();
  expect(session.monitor(60_000)).toBe(0);
  expect(firstWrongLine(session.directories.log, count, length)).toBeUndefined();
});

test("10 MB of a container of runc's are whole in the log", () => {
  using session = new Session({
    runtime: runc({ programs: ["numbered-lines"] }),
    script: `exec FIXTURES/numbered-lines 100000 100`,
  });
  session.run();
  expect(session.monitor(60_000)).toBe(0);
  expect(firstWrongLine(session.directories.log, 100_000, 100)).toBeUndefined();
});

test("both outputs at once are each whole and in order", () => {
  using session = new Session({
    script: "FIXTURES/numbered-lines 20000 80 2 & FIXTURES/numbered-lines 20000 80; wait",
  });
  session.run();
  expect(session.monitor()).toBe(0);
  const records = session.log();
  for (const stream of ["stdout", "stderr"] as const) {
    const lines = outputIn(records, stream).split("\n").slice(0, -1);
    expect(lines).toHaveLength(20_000);
    expect(lines.every((line, index) => line.startsWith(String(index).padStart(10, "0")))).toBe(true);
  }
});

test("a partial line is in the log while the container lives, and its rest is a record of its own", () => {
  using session = new Session({
    before: ({ directories }) => makeFifo(join(directories.aside, "answer"), 0o600),
    script: 'printf "name? "; read word <"$CTRMON_TEST_SESSION/aside/answer"; echo "hello $word"',
  });
  session.run();
  waitUntil("the prompt", () => session.log().length > 0);
  expect(session.log()).toMatchObject([{ stream: "stdout", tag: "P", text: "name? " }]);
  writeFileSync(join(session.directories.aside, "answer"), "Joe\n");
  expect(session.monitor()).toBe(0);
  expect(session.log()).toMatchObject([{ text: "name? " }, { stream: "stdout", tag: "F", text: "hello Joe" }]);
});

test("an unterminated last line stays partial, with no empty record behind it", () => {
  using session = new Session({ script: "echo one; printf two; printf three >&2" });
  session.run();
  expect(session.monitor()).toBe(0);
  const ends = session.log().map(({ stream, tag, text }) => `${stream} ${tag} ${text}`);
  expect(ends.toSorted()).toEqual(["stderr P three", "stdout F one", "stdout P two"]);
});

test("a container that writes single bytes has every one of them logged", () => {
  using session = new Session({ script: "FIXTURES/single-bytes 20000 50" });
  session.run();
  expect(session.monitor()).toBe(0);
  const text = outputIn(session.log(), "stdout");
  expect(text).toHaveLength(20_000);
  expect(
    text
      .split("\n")
      .slice(0, -1)
      .every((line) => line.length === 49),
  ).toBe(true);
});

test("a line of 1 MB is partial records of at most 8192 bytes that join to it", () => {
  using session = new Session({ script: `FIXTURES/numbered-lines 1 ${MEGABYTE}` });
  session.run();
  expect(session.monitor()).toBe(0);
  const records = session.log();
  expect(Math.max(...records.map(({ text }) => text.length))).toBeLessThanOrEqual(8192);
  expect(records.map(({ tag }) => tag).join("")).toMatch(/^P+F$/);
  expect(outputIn(records, "stdout")).toHaveLength(MEGABYTE);
});

test("a log that was renamed is reopened under its old name when the engine says so", () => {
  using session = new Session({
    before: ({ directories }) => makeFifo(join(directories.aside, "go"), 0o600),
    script: 'echo before; read word <"$CTRMON_TEST_SESSION/aside/go"; echo after',
  });
  const { log, bundle, aside } = session.directories;
  session.run();
  waitUntil("the first line", () => session.log().length > 0);
  renameSync(log, `${log}.old`);
  // Bad lines, in pieces and too long, are passed over.
  for (const line of ["\n", "x y z\n", "1 -5 3\n", "9 0 0\n", `${"7".repeat(5000)}\n`, "2 0", " 0\n"]) {
    writeFileSync(join(bundle, "ctl"), line);
  }
  waitUntil("the new log", () => statSync(log, { throwIfNoEntry: false }) !== undefined);
  writeFileSync(join(aside, "go"), "\n");
  expect(session.monitor()).toBe(0);
  expect(session.log().map(({ text }) => text)).toEqual(["after"]);
  expect(readFileSync(`${log}.old`, "utf8")).toEndWith("stdout F before\n");
});

test("the link to the bundle is what the spec says while the container lives", () => {
  using session = new Session({ script: "sleep 300" });
  session.run();
  expect(statSync(join(session.directories.sockets, CUUID)).ino).toBe(statSync(session.directories.bundle).ino);
});

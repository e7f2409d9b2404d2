// Logs that cannot be written: the container goes on, its exit code arrives, and logging resumes by itself.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { readLog } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { NumberedStream } from "../helpers/numbered-stream.ts";
import { processOf } from "../helpers/processes.ts";
import { Session, type SessionSetup } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const DISK = 64 * 1024;
/** Runs the monitor with a small disk where the log is, which nobody else sees and which goes with the monitor. */
const ON_A_SMALL_DISK = [
  "/usr/bin/unshare",
  "--mount",
  "/bin/sh",
  "-c",
  `mount -t tmpfs -o size=${DISK} none "$CTRMON_TEST_SESSION/disk" && exec "$@"`,
  "sh",
];

test("a full disk stops neither the container nor its exit code, and what there is of the log is whole", () => {
  using session = new Session({
    ...onASmallDisk(),
    script: `FIXTURES/numbered-lines 20000 100; ${waitsFor("first")}; exit 7`,
  });
  session.run();
  goOn(session.directories, "first", () => {
    const lines = wholeLines(session).map((text) => Number(text.slice(0, 10)));
    expect(lines.length).toBeWithin(100, 1000);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
});

test("when the disk has room again, logging resumes with a whole record", () => {
  using session = new Session({
    ...onASmallDisk(),
    script: `FIXTURES/numbered-lines 20000 100; ${waitsFor("second")}; echo after; ${waitsFor("third")}; exit 7`,
  });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  const stream = new NumberedStream(100);
  while (stream.line < 20_000) stream.push(client.packet()?.subarray(1) ?? new Uint8Array(0));
  waitUntil("the monitor to be done with the output", () => processOf(session.monitorPid())?.state === "S");
  expect(wholeLines(session).length).toBeLessThan(1000);
  writeFileSync(diskOf(session, "ctr.log"), "");
  goOn(session.directories, "second");
  waitUntil("the line behind the full disk", () => wholeLines(session).length > 0);
  expect(wholeLines(session)).toEqual(["after"]);
  goOn(session.directories, "third");
  expect(session.monitor()).toBe(7);
});

test("a log whose directory is removed is no reason to end, and is made again when the engine says so", () => {
  using session = new Session({
    before: (its) => {
      makeTurns(its);
      mkdirSync(join(its.directories.root, "logs"));
    },
    script: `echo one; ${waitsFor("second")}; echo two; ${waitsFor("third")}; echo three; exit 7`,
    options: ({ root }) => ({ "log-path": join(root, "logs/ctr.log") }),
  });
  const { root, bundle } = session.directories;
  const log = join(root, "logs/ctr.log");
  session.run();
  waitUntil("the first line", () => readLog(log).length > 0);
  rmSync(join(root, "logs"), { recursive: true });
  // There is nowhere to make it: the old file, which nobody sees any more, goes on.
  writeFileSync(join(bundle, "ctl"), "2 0 0\n");
  goOn(session.directories, "second");
  goOn(session.directories, "third", () => {
    mkdirSync(join(root, "logs"));
    writeFileSync(join(bundle, "ctl"), "2 0 0\n");
    waitUntil("the new log", () => existsSync(log));
  });
  expect(session.monitor()).toBe(7);
  expect(readLog(log).map(({ text }) => text)).toEqual(["three"]);
});

test("a log of limited size whose directory is moved away goes on where it is", () => {
  using session = new Session({
    before: (its) => {
      makeTurns(its);
      mkdirSync(join(its.directories.root, "logs"));
    },
    script: `echo one; ${waitsFor("second")}; FIXTURES/numbered-lines 100 100; exit 7`,
    options: ({ root }) => ({ "log-path": join(root, "logs/ctr.log"), "log-size-max": "2000" }),
  });
  const { root } = session.directories;
  session.run();
  waitUntil("the first line", () => readLog(join(root, "logs/ctr.log")).length > 0);
  renameSync(join(root, "logs"), join(root, "moved"));
  goOn(session.directories, "second");
  expect(session.monitor()).toBe(7);
  const records = readLog(join(root, "moved/ctr.log"));
  expect(records.at(-1)?.text.slice(0, 10)).toBe("0000000099");
});

test("a log that is removed is there again when the engine says so", () => {
  using session = new Session({
    before: makeTurns,
    script: `echo one; ${waitsFor("second")}; echo two; exit 7`,
  });
  const { log, bundle } = session.directories;
  session.run();
  waitUntil("the first line", () => session.log().length > 0);
  rmSync(log);
  writeFileSync(join(bundle, "ctl"), "2 0 0\n");
  waitUntil("the new log", () => existsSync(log));
  goOn(session.directories, "second");
  expect(session.monitor()).toBe(7);
  expect(session.log().map(({ text }) => text)).toEqual(["two"]);
});

function onASmallDisk(): SessionSetup {
  return {
    before: (its) => {
      makeTurns(its);
      mkdirSync(join(its.directories.root, "disk"));
    },
    wrapper: ON_A_SMALL_DISK,
    options: ({ root }) => ({ "log-path": `k8s-file:${join(root, "disk/ctr.log")}` }),
  };
}

/** What is in the log when no write is half done: what did not fit is cut off again at once. */
function wholeLines(session: Session): string[] {
  return waitUntil("whole records", () => {
    try {
      return readLog(diskOf(session, "ctr.log")).map(({ text }) => text);
    } catch {
      return undefined;
    }
  });
}

/** The disk as the monitor sees it. */
function diskOf(session: Session, name: string): string {
  return `/proc/${session.monitorPid()}/root${join(session.directories.root, "disk", name)}`;
}

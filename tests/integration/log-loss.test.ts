// Output that no log could take: it is counted and reported, the rest is there in full, and the exit code arrives.
import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { O_DIRECTORY, O_PATH } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { open } from "../../ffi/file.ts";
import type { Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { readLog } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { PrivateJournal } from "../helpers/private-journal.ts";
import { PrivateSyslog } from "../helpers/private-syslog.ts";
import { processOf } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const DISK = 64 * 1024;
const LINES = 5000;
const LENGTH = 100;
/** Bytes of a record around its text. */
const HEAD = "2026-01-01T00:00:00.000000000+00:00 stdout F ".length;
const RECORDS = LINES * (HEAD + LENGTH);
const MOUNT_DISK = `mount -t tmpfs -o size=${DISK} none "$CTRMON_TEST_SESSION/disk"`;
const SCRIPT = [
  "echo before",
  waitsFor("first"),
  `FIXTURES/numbered-lines ${LINES} ${LENGTH}`,
  waitsFor("second"),
  "FIXTURES/numbered-lines 200 100",
  waitsFor("third"),
  "echo after; exit 7",
].join("; ");

describe("a disk that becomes full, and has room again", () => {
  test("the bytes that are lost are counted to the last one, and the rest is recorded", () => {
    using loss = new Loss({ log: "disk/ctr.log", more: MOUNT_DISK });
    const found = loss.run(() => {
      const records = waitUntil("whole records", () => loss.recordsNow());
      writeFileSync(loss.path, "");
      return records;
    });
    loss.end();
    expect(loss.syslog.awaitText(/bytes of output lost so far/)).toContain("ENOSPC");
    const texts = readLog(loss.path).map(({ text }) => text);
    expect(texts).toHaveLength(201);
    expect(texts.at(-1)).toBe("after");
    const kept = found.reduce((sum, { text }) => sum + HEAD + text.length + 1, 0);
    const before = HEAD + "before\n".length;
    expect(loss.bytesLost()).toBe(RECORDS + before - kept);
  });
});

// The kernel makes no mount read-only in which a file is open for writing: what is open is not affected, the path is.
describe("a log's directory that becomes read-only, and writable again", () => {
  test("a log that must begin anew meanwhile goes on in its old file, and the trouble is told", () => {
    using loss = new Loss({
      log: "disk/ctr.log",
      more: 'mount -t tmpfs -o size=8M none "$CTRMON_TEST_SESSION/disk"',
      options: { "log-size-max": "20000", "log-rotate": true, "log-max-files": "3" },
    });
    const { disk } = loss;
    loss.inside(`mount --bind ${disk} ${disk} && mount -o remount,bind,ro ${disk}`);
    loss.run(() => {
      expect(loss.syslog.awaitText(/Cannot replace log/)).toContain("EROFS");
      loss.inside(`umount ${disk}`);
    });
    loss.end();
    expect(readLog(loss.path).at(-1)?.text).toBe("after");
    expect(loss.bytesLost()).toBe(0);
  });
});

test("a limit of the size of files (RLIMIT_FSIZE) is no reason to die, and what is lost is counted", () => {
  using loss = new Loss({ log: "ctr.log", more: `ulimit -f ${DISK / 512}` });
  loss.run(() => expect(loss.syslog.awaitText(/bytes of output lost so far/)).toContain("EFBIG"));
  loss.end();
  const texts = readLog(loss.path).map(({ text }) => text);
  expect(texts[0]).toBe("before");
  expect(texts.length).toBeLessThan(LINES);
});

test("a journald that is killed: what is sent meanwhile is counted, and what comes after its restart is there", () => {
  const made: PrivateJournal[] = [];
  using cleaning = new DisposableStack();
  using loss = new Loss({
    log: "none",
    options: { "log-path": "journald" },
    before: (directories) => {
      const journal = cleaning.use(new PrivateJournal(directories));
      journal.start();
      made.push(journal);
    },
    more: 'mkdir -p /run/systemd/journal; mount --bind "$CTRMON_TEST_SESSION/aside/sockets" /run/systemd/journal',
  });
  const [journal] = made;
  waitUntil("the first line", () => (journal?.entries().length ?? 0) > 0);
  journal?.kill();
  loss.run(() => {
    loss.syslog.awaitText(/bytes of output lost so far/);
    journal?.start();
  });
  loss.end();
  const messages = journal?.entries().map((entry) => String(entry["MESSAGE"])) ?? [];
  expect(messages.at(0)).toBe("before");
  expect(messages.slice(-201).map((text) => Number(text.slice(0, 10)) || 0)).toEqual([...Array(200).keys(), 0]);
  expect(messages.at(-1)).toBe("after");
  expect(loss.bytesLost()).toBeGreaterThan(LINES * LENGTH);
});

interface LossSetup {
  /** Below the session's directory. */
  readonly log: string;
  /** What is done in the monitor's mount namespace before it starts. */
  readonly more: string;
  readonly options?: Options;
  readonly before?: (directories: Session["directories"]) => void;
}

/** A container that writes in three turns, in a monitor whose diagnostics can be read. */
class Loss implements Disposable {
  readonly session: Session;
  readonly syslog: PrivateSyslog;
  readonly #log: string;
  /** Where the log is. */
  readonly #folder: Fd;

  constructor({ log, more, options = {}, before }: LossSetup) {
    const logs: PrivateSyslog[] = [];
    this.session = new Session({
      before: (its) => {
        makeTurns(its);
        mkdirSync(join(its.directories.root, "disk"));
        logs.push(new PrivateSyslog(its.directories));
        before?.(its.directories);
      },
      wrapper: PrivateSyslog.wrapper(more),
      script: SCRIPT,
      options: ({ root }) => ({ syslog: true, "log-path": `k8s-file:${join(root, log)}`, ...options }),
    });
    const [syslog] = logs;
    if (syslog === undefined) throw new Error("the session was not prepared");
    this.syslog = syslog;
    this.#log = log;
    this.session.run();
    const seen = `/proc/${this.session.monitorPid()}/root${join(this.session.directories.root, dirname(log))}`;
    this.#folder = open(seen, O_PATH | O_DIRECTORY);
  }

  /** The log as the monitor sees it, also when the monitor and its mounts are gone. */
  get path(): string {
    return `/proc/self/fd/${this.#folder.number}/${basename(this.#log)}`;
  }

  get disk(): string {
    return join(this.session.directories.root, "disk");
  }

  /** The first turn. @param afterwards is done when the monitor is done with all the lines, and before the second turn */
  run<T>(afterwards: () => T): T {
    const { directories } = this.session;
    const results: T[] = [];
    goOn(directories, "first");
    goOn(directories, "second", () => {
      this.#done();
      results.push(afterwards());
    });
    const [result] = results;
    return result as T;
  }

  /** The second turn, and the third. */
  end(): void {
    goOn(this.session.directories, "third", () => this.#done());
    expect(this.session.monitor(30_000)).toBe(7);
    expect(this.session.exitFileContent()).toBe("7");
  }

  #done(): void {
    waitUntil("the monitor to be done", () => processOf(this.session.monitorPid())?.state === "S");
  }

  /** Undefined while a write is half done. */
  recordsNow(): ReturnType<typeof readLog> | undefined {
    try {
      return readLog(this.path);
    } catch {
      return undefined;
    }
  }

  /** The last number that was told. */
  bytesLost(): number {
    const told = this.syslog.texts().flatMap((text) => /(\d+) bytes of output (?:were )?lost/.exec(text)?.[1] ?? []);
    return Number(told.at(-1) ?? 0);
  }

  /** Runs a command in the monitor's mount namespace. */
  inside(command: string): void {
    const namespace = `--mount=/proc/${this.session.monitorPid()}/ns/mnt`;
    const { success, stderr } = Bun.spawnSync(["/usr/bin/nsenter", namespace, "/bin/sh", "-c", command]);
    if (!success) throw new Error(`${command}: ${stderr.toString()}`);
  }

  [Symbol.dispose](): void {
    this.session[Symbol.dispose]();
    this.syslog[Symbol.dispose]();
    this.#folder.close();
  }
}

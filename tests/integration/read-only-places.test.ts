// Directories that become read-only while a container runs: its exit code arrives all the same, and what is missing is told.
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "../helpers/command-line.ts";
import { DEADLINE, waitUntil } from "../helpers/deadline.ts";
import type { Directories } from "../helpers/directories.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { readLog } from "../helpers/k8s-log.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { PrivateSyslog } from "../helpers/private-syslog.ts";
import { readOnly } from "../helpers/read-only-mount.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const SCRIPT = `echo one; ${waitsFor("first")}; echo two; ${waitsFor("second")}; echo three; ${waitsFor("third")}; exit 7`;

describe("a log's directory", () => {
  const inItsOwnDirectory = ({ root }: Directories): Options => ({
    "log-path": `k8s-file:${join(root, "logs/ctr.log")}`,
  });

  test("has the log go on where it is until it can be opened anew", () => {
    using site = new Site(inItsOwnDirectory);
    const { session, syslog } = site;
    const logs = join(session.directories.root, "logs");
    const [log, old] = [join(logs, "ctr.log"), join(logs, "old.log")];
    site.showsOnce(log, "one");
    renameSync(log, old);
    site.makeReadOnly(logs);
    goOn(session.directories, "first", () => {
      reopenLogs(session);
      expect(syslog.awaitText(/Cannot reopen log/)).toContain("EROFS");
    });
    site.showsOnce(old, "two");
    expect(existsSync(log)).toBe(false);
    site.makeWritable(logs);
    goOn(session.directories, "second", () => {
      reopenLogs(session);
      waitUntil("the new log", () => existsSync(log));
    });
    site.showsOnce(log, "three");
    site.endsWith7();
    expect(session.exitFileContent()).toBe("7");
    expect([old, log].map((path) => readLog(path).map(({ text }) => text))).toEqual([["one", "two"], ["three"]]);
  });

  test("that was so from the start is an error, and there is no container", () => {
    using session = new Session({
      wrapper: onItself("aside", true),
      options: ({ aside }) => ({ "log-path": `k8s-file:${join(aside, "ctr.log")}` }),
    });
    expect(session.go().first()).toBe(1);
    expect(session.complaints()).toMatch(/Failed to open log file.*EROFS/s);
    expect(session.processes()).toEqual([]);
  });
});

describe("exit directories", () => {
  const EXIT = /Failed to write 7 to exit file: .*EROFS/;

  test.each([
    ["the exit directory", ["exit"], ["persist"]],
    ["the persist directory", ["persist"], ["exit"]],
    ["both", ["exit", "persist"], []],
  ] as const)(
    "%s: the monitor's status has the code, and so has what is left; the exit command runs",
    (_what, shut, left) => {
      using site = new Site(({ aside }) => ({
        "exit-command": "/bin/sh",
        "exit-command-arg": ["-c", `echo ran >"${join(aside, "exit-command")}"`],
      }));
      const { session, syslog } = site;
      const { directories } = session;
      for (const name of shut) site.makeReadOnly(directories[name]);
      for (const turn of ["first", "second"] as const) goOn(directories, turn);
      site.endsWith7();
      syslog.awaitText(EXIT);
      expect(syslog.texts().filter((text) => EXIT.test(text))).toHaveLength(shut.length);
      const files = { exit: session.exitFile, persist: join(directories.persist, "exit") };
      for (const name of shut) expect(existsSync(files[name])).toBe(false);
      for (const name of left) expect(readFileSync(files[name], "utf8")).toBe("7");
      expect(readFileSync(join(directories.aside, "exit-command"), "utf8")).toBe("ran\n");
      expect(readLog(directories.log).map(({ text }) => text)).toEqual(["one", "two", "three"]);
    },
  );
});

test("an engine that waits for an exit file which cannot be written has the code from the persist directory", async () => {
  using site = new EngineSite({ script: "read word; exit 7" });
  const container = await site.create({ stdin: true });
  await container.start();
  {
    using _exits = readOnly(site.place.exitDir);
    const exit = container.wait({ timeout: DEADLINE });
    using attachment = await container.attach();
    await attachment.write(new TextEncoder().encode("go\n"));
    expect(await exit).toMatchObject({ code: 7, outOfMemory: false });
  }
  site.allEnded();
  await container.delete();
});

test("a directory that the monitor's pid file cannot be written to from the start: there is no container", () => {
  using session = new Session({
    wrapper: onItself("sockets", true),
    options: ({ sockets, aside }) => ({
      "conmon-pidfile": join(sockets, "conmon.pid"),
      "socket-dir-path": aside,
    }),
  });
  expect(session.go().first()).toBe(1);
  expect(session.complaints()).toContain("EROFS");
  expect(session.processes()).toEqual([]);
});

/** Runs what follows with a directory of the session's mounted on itself, which nobody else sees. */
function onItself(name: string, readOnly = false): readonly string[] {
  const directory = `"$CTRMON_TEST_SESSION/${name}"`;
  const restrict = readOnly ? ` && mount -o remount,bind,ro ${directory}` : "";
  return [
    "/usr/bin/unshare",
    "--mount",
    "/bin/sh",
    "-c",
    `mount --bind ${directory} ${directory}${restrict} && exec "$@"`,
    "sh",
  ];
}

function reopenLogs({ directories }: Session): void {
  writeFileSync(join(directories.bundle, "ctl"), "2 0 0\n");
}

/** A container that writes three lines, in a monitor with mounts of its own, whose diagnostics can be read. */
class Site implements Disposable {
  readonly session: Session;
  readonly syslog: PrivateSyslog;

  constructor(options: (directories: Directories) => Options) {
    const logs: PrivateSyslog[] = [];
    this.session = new Session({
      before: (its) => {
        makeTurns(its);
        mkdirSync(join(its.directories.root, "logs"));
        logs.push(new PrivateSyslog(its.directories));
      },
      wrapper: PrivateSyslog.wrapper(),
      script: SCRIPT,
      options: (directories) => ({ syslog: true, ...options(directories) }),
    });
    const [syslog] = logs;
    if (syslog === undefined) throw new Error("the session was not prepared");
    this.syslog = syslog;
    this.session.run();
  }

  /** The kernel makes no mount read-only in which a file is open for writing; another one in its place has none. */
  makeReadOnly(directory: string): void {
    this.#inside(`mount --bind "${directory}" "${directory}" && mount -o remount,bind,ro "${directory}"`);
  }

  makeWritable(directory: string): void {
    this.#inside(`umount "${directory}"`);
  }

  /** Waits until a log has a line. */
  showsOnce(log: string, line: string): void {
    waitUntil(`${line} in ${log}`, () => existsSync(log) && readLog(log).some(({ text }) => text === line));
  }

  /** The last turn. */
  endsWith7(): void {
    goOn(this.session.directories, "third");
    expect(this.session.monitor()).toBe(7);
    expect(this.session.processes()).toEqual([]);
  }

  [Symbol.dispose](): void {
    this.session[Symbol.dispose]();
    this.syslog[Symbol.dispose]();
  }

  #inside(command: string): void {
    const namespace = `--mount=/proc/${this.session.monitorPid()}/ns/mnt`;
    const { success, stderr } = Bun.spawnSync(["/usr/bin/nsenter", namespace, "/bin/sh", "-c", command]);
    if (!success) throw new Error(`${command}: ${stderr.toString()}`);
  }
}

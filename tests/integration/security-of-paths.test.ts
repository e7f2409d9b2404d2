// Links that others have put where the monitor writes, paths that lead elsewhere, other users, and secrets.
import { expect, test } from "bun:test";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CID } from "../helpers/command-line.ts";
import { Ctrun } from "../helpers/ctrun.ts";
import { waitUntil } from "../helpers/deadline.ts";
import type { Directories } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { commandLineOf, descendants } from "../helpers/processes.ts";
import { fakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const NOBODY = 65534;
const PRECIOUS = "precious";
const SECRET = "c0nfidential";

test("links in place of exit and pid files are replaced, and what they point to stays as it is", () => {
  using session = new Session({
    before: ({ directories }) => {
      const { exit, persist, monitorPidfile } = directories;
      for (const path of [join(exit, CID), join(persist, "exit"), monitorPidfile]) pointAtVictim(directories, path);
    },
    script: "exit 7",
  });
  session.run();
  expect(session.monitor()).toBe(7);
  const { exit, persist, monitorPidfile } = session.directories;
  const files = [join(exit, CID), join(persist, "exit"), monitorPidfile];
  expect(files.map((path) => lstatSync(path).isFile())).toEqual([true, true, true]);
  expect(files.slice(0, 2).map((path) => readFileSync(path, "utf8"))).toEqual(["7", "7"]);
  expectVictimUntouched(session.directories);
});

test("a link in place of an exit file's temporary name is replaced, too", () => {
  using session = new Session({ before: makeTurns, script: `${waitsFor("first")}; exit 7` });
  session.run();
  const temporary = `${session.exitFile}.${session.monitorPid().toString(36)}.tmp`;
  goOn(session.directories, "first", () => pointAtVictim(session.directories, temporary));
  expect(session.monitor()).toBe(7);
  expect(session.exitFileContent()).toBe("7");
  expectVictimUntouched(session.directories);
});

test("links in place of the attach socket and the FIFOs are replaced", () => {
  using session = new Session({
    before: ({ directories }) => {
      for (const name of ["attach", "ctl", "winsz"]) pointAtVictim(directories, join(directories.bundle, name));
    },
    script: "exit 7",
  });
  session.go().created();
  const { bundle } = session.directories;
  expect(lstatSync(join(bundle, "attach")).isSocket()).toBe(true);
  expect(["ctl", "winsz"].map((name) => lstatSync(join(bundle, name)).isFIFO())).toEqual([true, true]);
  session.start();
  expect(session.monitor()).toBe(7);
  expectVictimUntouched(session.directories);
});

test.each([true, undefined])("a link in place of the next log is not followed (rotation: %p)", (rotate) => {
  using session = new Session({
    before: (its) => {
      makeTurns(its);
      pointAtVictim(its.directories, `${its.directories.log}.tmp`);
    },
    script: `echo one; ${waitsFor("first")}; echo two; echo three; exit 7`,
    options: { "log-size-max": "60", "log-rotate": rotate },
  });
  session.run();
  // One that comes later than the monitor has looked for the first time, too.
  goOn(session.directories, "first", () => pointAtVictim(session.directories, `${session.directories.log}.1`));
  expect(session.monitor()).toBe(7);
  expect(lstatSync(session.directories.log).isFile()).toBe(true);
  expectVictimUntouched(session.directories);
});

test("a log that is a link is followed when the engine says so, and refused with --log-allowlist-dir", () => {
  const log = ({ root }: Directories): string => join(root, "logs/ctr.log");
  const before = ({ directories }: { readonly directories: Directories }): void => {
    mkdirSync(join(directories.root, "logs"));
    pointAtVictim(directories, log(directories));
  };
  using allowed = new Session({ before, script: "echo out", options: (its) => ({ "log-path": log(its) }) });
  allowed.run();
  expect(allowed.monitor()).toBe(0);
  expect(victimOf(allowed.directories)).toEndWith(" stdout F out\n");
  using refused = new Session({
    before,
    options: (its) => ({ "log-path": log(its), "log-allowlist-dir": join(its.root, "logs") }),
  });
  expect(refused.first()).toBe(1);
  expect(refused.complaints()).toContain("ELOOP");
  expectVictimUntouched(refused.directories);
});

test.each([
  ["logs/../logs/ctr.log", true],
  ["logs/../elsewhere/ctr.log", false],
  ["logs/link/ctr.log", false],
  ["logs-and-more/ctr.log", false],
])("with --log-allowlist-dir logs, %s is allowed: %p", (path, allowed) => {
  using session = new Session({
    before: ({ directories: { root } }) => {
      for (const name of ["logs", "elsewhere", "logs-and-more"]) mkdirSync(join(root, name));
      symlinkSync("../elsewhere", join(root, "logs/link"));
    },
    runtime: fakeRuntime("at-once"),
    options: ({ root }) => ({ "log-path": `${root}/${path}`, "log-allowlist-dir": join(root, "logs") }),
  });
  session.go();
  expect(session.first()).toBe(allowed ? 0 : 1);
  if (allowed) expect(session.monitor()).toBe(0);
  else expect(session.complaints()).toContain("is in none of the directories of --log-allowlist-dir");
});

test("nobody but the owner can attach, resize or reopen the logs", () => {
  using session = new Session({ before: makeTurns, script: `${waitsFor("first")}; exit 7` });
  session.run();
  const { root, bundle } = session.directories;
  // Only the files themselves are in the way.
  chmodSync(root, 0o755);
  for (const name of ["attach", "ctl", "winsz"]) expect(mayWrite(join(bundle, name), NOBODY)).toBe(false);
  expect(mayWrite(join(bundle, "attach"), 0)).toBe(true);
  expect(asUser(NOBODY, `echo 2 0 0 >"${bundle}/ctl"`)).toContain("Permission denied");
  goOn(session.directories, "first");
  expect(session.monitor()).toBe(7);
});

test("a secret in the environment is in no argument list, no message, and no log", () => {
  using session = new Session({
    before: makeTurns,
    env: { SECRET },
    runtime: fakeRuntime("record=ASIDE/seen"),
    script: `echo out; ${waitsFor("first")}; exit 7`,
    options: { "log-level": "trace", "exit-command": "/nowhere/cleanup" },
  });
  session.run();
  goOn(session.directories, "first", () => {
    waitUntil("the output", () => session.log().length > 0);
    expect(
      session
        .processes()
        .map(({ pid }) => commandLineOf(pid))
        .join(),
    ).not.toContain(SECRET);
  });
  expect(session.monitor()).toBe(7);
  expect(readFileSync(join(session.directories.aside, "seen"), "latin1")).toContain(`SECRET=${SECRET}`);
  expect([session.complaints(), readFileSync(session.directories.log, "latin1")].join()).not.toContain(SECRET);
});

test("a secret of a runtime that cannot be started is in no message", () => {
  using session = new Session({ env: { SECRET }, runtime: fakeRuntime("exit=1"), options: { "log-level": "trace" } });
  session.go();
  expect(session.first()).toBe(0);
  expect([session.syncLine(), session.complaints()].join()).not.toContain(SECRET);
});

test("a secret that ctrun is given in a file is in no argument list and in no error", async () => {
  using ctrun = new Ctrun();
  const file = join(ctrun.directory, "secrets");
  writeFileSync(file, `SECRET=${SECRET}\n`, { mode: 0o600 });
  const run = await ctrun.detached("it", "echo $SECRET; read line", ["-i", "--env-file", file]);
  ctrun.hasWritten("it", SECRET);
  const commandLines = descendants().map(({ pid }) => commandLineOf(pid));
  expect(commandLines.join()).toContain(run);
  expect(commandLines.join()).not.toContain(SECRET);
  const failed = await ctrun.run(["exec", "--env-file", file, "it", "no-such-command"]);
  expect(failed.status).toBe(127);
  expect(failed.stderr).not.toContain(SECRET);
});

/** Makes a link to a file that must stay as it is. */
function pointAtVictim({ root }: Directories, path: string): void {
  writeFileSync(join(root, "victim"), PRECIOUS, { mode: 0o600 });
  rmSync(path, { force: true });
  symlinkSync(join(root, "victim"), path);
  expect(readlinkSync(path)).toBe(join(root, "victim"));
}

function expectVictimUntouched(directories: Directories): void {
  expect(victimOf(directories)).toBe(PRECIOUS);
  expect(lstatSync(join(directories.root, "victim")).mode & 0o777).toBe(0o600);
}

function victimOf({ root }: Directories): string {
  return readFileSync(join(root, "victim"), "utf8");
}

/** Connecting to a socket takes the permission to write to it (unix(7)). */
function mayWrite(path: string, user: number): boolean {
  return asUser(user, `test -w "${path}" && echo yes`) === "yes\n";
}

/** What a shell says as another user, without any of root's rights. */
function asUser(user: number, script: string): string {
  const prefix = ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--bounding-set=-all"];
  const { stdout, stderr } = Bun.spawnSync([...prefix, "/bin/sh", "-c", script]);
  return `${stdout.toString()}${stderr.toString()}`;
}

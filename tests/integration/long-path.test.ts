// A bundle on a path of 4,000 characters works as any other; where the kernel's limit is reached, the engine is told.
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AttachClient } from "../helpers/attach-client.ts";
import type { Options } from "../helpers/command-line.ts";
import { waitUntil } from "../helpers/deadline.ts";
import type { Directories } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

/** Characters; the kernel takes paths of 4,095. */
const LONG = 4000;
const NAME_LENGTH = 200;

test.each([
  ["", {}],
  [" of a container with a terminal", { terminal: true }],
  [" with a notify socket", { "sdnotify-socket": "/nowhere" }],
] as const)(
  "a bundle, log and persist directory of 4,000 characters%s: attach, resize, reopen and the end",
  (_, more) => {
    using session = new Session({
      before: (its) => {
        makeTurns(its);
        makeDeep(its.directories, LONG);
      },
      script: `echo one; ${waitsFor("first")}; echo two; ${waitsFor("second")}; exit 7`,
      options: (directories) => ({ ...deepOptions(directories, LONG), ...more }),
    });
    const bundle = deepIn(session.directories, LONG);
    const log = join(bundle, "log");
    session.go().created();
    using client = new AttachClient(session.attachPath);
    session.start();
    goOn(session.directories, "first", () => {
      writeFileSync(join(bundle, "ctl"), "1 24 80\n2 0 0\n");
    });
    goOn(session.directories, "second", () => waitUntil("the log", () => existsSync(log)));
    expect(client.receive().stdout.toString().replaceAll("\r", "")).toBe("one\ntwo\n");
    expect(session.monitor()).toBe(7);
    expect(session.exitFileContent()).toBe("7");
    expect(readdirSync(bundle).toSorted()).toEqual(
      ["container", "ctl", "exit", "log", "winsz", ...("sdnotify-socket" in more ? ["notify"] : [])].toSorted(),
    );
  },
);

test.each([4090, 4094])(
  "a bundle of %i characters has no room for a socket: the engine is told, and nothing is left",
  (length) => {
    using session = new Session({
      before: ({ directories }) => makeDeep(directories, length),
      script: "exit 7",
      options: (directories) => ({ ...deepOptions(directories, length), "log-path": directories.log }),
    });
    session.go();
    const status = session.first();
    const told = status === 0 ? (session.syncLine() ?? "") : session.complaints();
    expect(told).toMatch(/too long|ENAMETOOLONG/i);
    if (status === 0) expect(session.monitor()).toBe(1);
    expect(session.processes()).toEqual([]);
    expect(readdirSync(session.directories.sockets)).toEqual([]);
  },
);

function deepOptions(directories: Directories, length: number): Options {
  const bundle = deepIn(directories, length);
  return { bundle, "log-path": `k8s-file:${join(bundle, "log")}`, "persist-dir": bundle };
}

/** A directory whose path has exactly so many characters. */
function deepIn({ root }: Directories, length: number): string {
  let path = root;
  while (length - path.length > 2 * NAME_LENGTH) path += `/${"d".repeat(NAME_LENGTH)}`;
  const rest = length - path.length - 2;
  return `${path}/${"d".repeat(Math.floor(rest / 2))}/${"d".repeat(Math.ceil(rest / 2))}`;
}

/** Makes it, with the container in it where that is possible. */
function makeDeep(directories: Directories, length: number): void {
  const bundle = deepIn(directories, length);
  mkdirSync(bundle, { recursive: true });
  if (length <= LONG) copyFileSync(join(directories.bundle, "container"), join(bundle, "container"));
}

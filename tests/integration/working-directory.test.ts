// The working directory is the container's bundle, which somebody else has made: nothing in it is for the monitor.
import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import type { Directories } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { fixture } from "../helpers/monitors.ts";
import { fakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const IN_A_DIRECTORY_THAT_IS_GONE = ["/bin/sh", "-c", 'mkdir gone; cd gone; rmdir "$PWD"; exec "$@"', "sh"] as const;

const NAMES = [
  "bunfig.toml",
  ".bunfig.toml",
  ".env",
  ".env.local",
  ".env.production",
  "package.json",
  "tsconfig.json",
  ".npmrc",
];

test("settings of Bun's in the working directory change nothing", () => {
  using session = new Session({ cwd: ({ bundle }) => bundle, before: hostile, script: "exit 3" });
  session.run();
  expect(session.monitor()).toBe(3);
  expect(session.complaints()).toBe("");
});

test("FIFOs with the names of Bun's settings hold nothing up", () => {
  using session = new Session({
    cwd: ({ bundle }) => bundle,
    before: ({ directories }) => {
      for (const name of NAMES) makeFifo(join(directories.bundle, name), 0o600);
    },
    script: "exit 3",
  });
  session.run();
  expect(session.monitor()).toBe(3);
});

test("no file of the working directory is even opened, but those of the container", () => {
  using session = new Session({
    cwd: ({ bundle }) => bundle,
    before: hostile,
    runtime: fakeRuntime("at-once"),
    wrapper: [fixture("list-opens"), "opens"],
    script: "exit 3",
  });
  session.go();
  expect(session.first()).toBe(0);
  const { root, bundle } = session.directories;
  const opened = readFileSync(join(bundle, "opens"), "utf8").split("\n").filter(Boolean);
  expect(opened).toContain(`${root}/ctr.log`);
  const hostileOnes = opened.filter((path) => [...NAMES, "preload.ts"].some((name) => path.endsWith(`/${name}`)));
  expect(hostileOnes).toEqual([]);
});

test("a working directory that is gone is named as the reason, and nothing is left", () => {
  using session = new Session({ wrapper: [...IN_A_DIRECTORY_THAT_IS_GONE] });
  expect(session.first()).toBe(1);
  expect(session.complaints()).toContain("working directory was deleted");
  expect(session.processes()).toEqual([]);
  expect(existsSync(session.directories.log)).toBe(false);
});

function hostile({ directories: { bundle } }: { readonly directories: Directories }): void {
  const preload = join(bundle, "preload.ts");
  writeFileSync(preload, `process.exit(99);`);
  for (const name of ["bunfig.toml", ".bunfig.toml"]) writeFileSync(join(bundle, name), `preload = ["${preload}"]\n`);
  for (const name of NAMES.filter((one) => one.startsWith(".env"))) {
    writeFileSync(join(bundle, name), "_OCI_SYNCPIPE=99\nBUN_JSC_useJIT=0\n");
  }
  writeFileSync(join(bundle, "package.json"), `{"main": "preload.ts", "imports": {"*": "./preload.ts"}, "type": 1}`);
  writeFileSync(join(bundle, "tsconfig.json"), "{ this is no JSON");
}

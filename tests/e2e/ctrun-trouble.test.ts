// A state directory on a disk that is full, or may not be written to, or has something else in it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ctrun } from "../helpers/ctrun.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

const DATABASE = "Error: ctrun's database, ctrun.db, cannot be used: ";

let ctrun: Ctrun;
beforeAll(() => {
  ctrun = new Ctrun();
});
afterAll(() => ctrun[Symbol.dispose]());
leavesNothing();

function at(root: string, ...args: readonly string[]): ReturnType<Ctrun["run"]> {
  return ctrun.run(["--root", root, ...args]);
}

function mount(...args: readonly string[]): void {
  expect(Bun.spawnSync(["mount", ...args]).exitCode).toBe(0);
}

test("a disk that was full has no damage that lasts, and one that cannot be written to is named", async () => {
  const disk = join(ctrun.directory, "disk");
  mkdirSync(disk);
  mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", disk);
  try {
    const state = join(disk, "state");
    const full = await at(state, "run", "--rm", ...ctrun.own, "--", "sh");
    expect([full.status, full.stderr]).toEqual([125, expect.stringMatching(/full/)]);
    mount("-o", "remount,size=8m", disk);
    expect(await at(state, "run", "--rm", ...ctrun.own, "--", "sh", "-c", "exit 3")).toMatchObject({ status: 3 });
    mount("-o", "remount,ro", disk);
    expect((await at(join(disk, "new"), "ps")).stderr).toContain("EROFS");
    const readOnly = await at(state, "ps");
    expect([readOnly.status, readOnly.stderr]).toEqual([125, expect.stringContaining("that can only be read?")]);
  } finally {
    Bun.spawnSync(["umount", disk]);
  }
});

test("a file that is no database is said to be damaged", async () => {
  const state = join(ctrun.directory, "other");
  mkdirSync(state);
  writeFileSync(join(state, "ctrun.db"), "something else".repeat(100));
  const { status, stderr } = await at(state, "ps");
  expect([status, stderr]).toEqual([
    125,
    `${DATABASE}file is not a database; it is damaged; move it away to begin anew\n`,
  ]);
});

test("a path with blanks that is longer than a socket's may be is as good as any", async () => {
  const state = join(ctrun.directory, "a b", "x".repeat(200));
  const { status, stdout } = await at(state, "run", "--rm", ...ctrun.own, "--", "sh", "-c", "echo out; exit 3");
  expect([status, stdout]).toEqual([3, "out\n"]);
});

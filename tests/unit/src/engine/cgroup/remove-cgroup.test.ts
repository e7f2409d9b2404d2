// Checks the removal of one cgroup, on this machine's hierarchies and on a tree of files that behaves like version 2.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hierarchiesOf } from "../../../../../src/engine/cgroup/hierarchies.ts";
import { joinCgroup } from "../../../../../src/engine/cgroup/join-cgroup.ts";
import { removeCgroup } from "../../../../../src/engine/cgroup/remove-cgroup.ts";
import { PREFIX } from "../../../../helpers/directories.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { SleepingProcess } from "./sleeping-process.ts";

const PATH = `/${PREFIX}remove`;

for (const version of [1, 2] as const) {
  test(`removeCgroup() removes an empty cgroup of version ${version}, and no used one`, async () => {
    const hierarchies = hierarchiesOf(process.pid).filter((one) => one.version === version);
    const [hierarchy = { mountPoint: "/none" }] = hierarchies;
    const directory = join(hierarchy.mountPoint, PATH);
    using sleeping = new SleepingProcess();
    expect(joinCgroup(sleeping.pid, PATH, hierarchies.slice(0, 1))).toEqual([]);
    expect(await removeCgroup(directory, version)).toBe("used");
    sleeping.end();
    mkdirSync(join(directory, "below"));
    expect(await removeCgroup(directory, version)).toBe("used");
    rmdirSync(join(directory, "below"));
    expect(await removeCgroup(directory, version)).toBe("gone");
    expect(existsSync(directory)).toBe(false);
    expect(await removeCgroup(directory, version)).toBe("gone");
  });
}

/** A process that has left the list, but has not died altogether. */
function dyingCgroup(directory: TemporaryDirectory): string {
  const path = directory.at("conmon");
  mkdirSync(path);
  writeFileSync(join(path, "cgroup.procs"), "");
  writeFileSync(join(path, "cgroup.events"), "populated 1\nfrozen 0\n");
  return path;
}

test("removeCgroup() waits until the kernel says that the last process is dead", async () => {
  using directory = new TemporaryDirectory();
  const path = dyingCgroup(directory);
  const removal = removeCgroup(path, 2);
  writeFileSync(join(path, "cgroup.events"), "populated 0\nfrozen 0\n");
  // A real cgroup can be removed with its files in it.
  rmSync(join(path, "cgroup.events"));
  rmSync(join(path, "cgroup.procs"));
  expect(await removal).toBe("gone");
  expect(existsSync(path)).toBe(false);
});

test("removeCgroup() does not wait longer than it may", async () => {
  using directory = new TemporaryDirectory();
  const controller = new AbortController();
  const removal = removeCgroup(dyingCgroup(directory), 2, controller.signal);
  controller.abort(new Error("enough"));
  expect(await removal.catch((reason: unknown) => reason)).toEqual(new Error("enough"));
});

test("removeCgroup() passes other errors on", async () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("file"), "");
  expect(await removeCgroup(directory.at("file"), 1).catch((reason: unknown) => String(reason))).toContain("ENOTDIR");
});

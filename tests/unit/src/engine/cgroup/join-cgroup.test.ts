// Checks moving a process into cgroups, on this machine's hierarchies and on trees of files.
import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { controlling, type Hierarchy, hierarchiesOf } from "../../../../../src/engine/cgroup/hierarchies.ts";
import { joinCgroup } from "../../../../../src/engine/cgroup/join-cgroup.ts";
import { PREFIX } from "../../../../helpers/directories.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { SleepingProcess } from "./sleeping-process.ts";

const PATH = `/${PREFIX}join/deep/conmon`;

function cgroupsOf(pid: number, hierarchies: readonly Hierarchy[]): string[] {
  const mine = hierarchiesOf(pid);
  return hierarchies.map(({ mountPoint }) => mine.find((one) => one.mountPoint === mountPoint)?.path ?? "");
}

function removeAll(hierarchies: readonly Hierarchy[]): void {
  for (const { mountPoint } of hierarchies) {
    for (let path = PATH; path !== "/"; path = join(path, "..")) rmdirSync(join(mountPoint, path));
  }
}

test("joinCgroup() moves a process on every hierarchy of version 1, cpuset too", () => {
  const hierarchies = controlling(hierarchiesOf(process.pid)).filter(({ version }) => version === 1);
  using sleeping = new SleepingProcess();
  expect(joinCgroup(sleeping.pid, PATH, hierarchies)).toEqual([]);
  expect(cgroupsOf(sleeping.pid, hierarchies)).toEqual(hierarchies.map(() => PATH));
  // Again, and with another process: what is there is used.
  using second = new SleepingProcess();
  expect([joinCgroup(sleeping.pid, PATH, hierarchies), joinCgroup(second.pid, PATH, hierarchies)]).toEqual([[], []]);
  expect(cgroupsOf(second.pid, hierarchies)).toEqual(hierarchies.map(() => PATH));
  sleeping.end();
  second.end();
  removeAll(hierarchies);
});

test("joinCgroup() moves a process on version 2", () => {
  const hierarchies = hierarchiesOf(process.pid).filter(({ version }) => version === 2);
  expect(hierarchies).toHaveLength(1);
  using sleeping = new SleepingProcess();
  expect(joinCgroup(sleeping.pid, PATH, hierarchies)).toEqual([]);
  expect(cgroupsOf(sleeping.pid, hierarchies)).toEqual([PATH]);
  sleeping.end();
  removeAll(hierarchies);
});

test("joinCgroup() says that a cgroup below a threaded one takes no process", () => {
  const hierarchies = hierarchiesOf(process.pid).filter(({ version }) => version === 2);
  const [{ mountPoint } = { mountPoint: "" }] = hierarchies;
  using sleeping = new SleepingProcess();
  const parent = join(mountPoint, PATH, "..");
  mkdirSync(parent, { recursive: true });
  writeFileSync(join(parent, "cgroup.type"), "threaded", { flag: "r+" });
  expect(joinCgroup(sleeping.pid, PATH, hierarchies)).toEqual([
    `Cannot move monitor ${sleeping.pid} into cgroup "${PATH}": write: EOPNOTSUPP (Operation not supported); below a threaded cgroup, only threaded ones take processes`,
  ]);
  removeAll(hierarchies);
});

test("joinCgroup() says once what fails alike, and goes on elsewhere", () => {
  using directory = new TemporaryDirectory();
  const tree = (name: string): Hierarchy => {
    mkdirSync(directory.at(name));
    return { version: 1, controllers: [name], mountPoint: directory.at(name), path: "/" };
  };
  const [cpu, memory, cpuset, pids] = [tree("cpu"), tree("memory"), tree("cpuset"), tree("pids")];
  for (const { mountPoint } of [cpu, memory]) writeFileSync(join(mountPoint, "a"), "no directory");
  for (const { mountPoint } of [cpuset, pids]) mkdirSync(join(mountPoint, "a/b"), { recursive: true });
  writeFileSync(join(pids.mountPoint, "a/b/cgroup.procs"), "");
  expect(joinCgroup(17, "/../a/b/", [cpu, cpuset, memory, pids])).toEqual([
    `Cannot move monitor 17 into cgroup "/../a/b/" (cpu, memory): mkdir "${cpu.mountPoint}/a/b": ENOTDIR (Not a directory)`,
    `Cannot move monitor 17 into cgroup "/../a/b/" (cpuset): open "${cpuset.mountPoint}/a/cpuset.cpus": ENOENT (No such file or directory)`,
  ]);
  expect(readFileSync(join(pids.mountPoint, "a/b/cgroup.procs"), "latin1")).toBe("17");
});

test("joinCgroup() says that the process is gone", () => {
  const hierarchies = hierarchiesOf(process.pid).filter(({ version }) => version === 2);
  expect(joinCgroup(2 ** 22 - 1, PATH, hierarchies)).toEqual([
    `Cannot move monitor ${2 ** 22 - 1} into cgroup "${PATH}": write: ESRCH (No such process)`,
  ]);
  removeAll(hierarchies);
});

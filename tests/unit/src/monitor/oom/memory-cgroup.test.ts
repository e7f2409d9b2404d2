// Checks where the memory cgroup is looked for, and how its counters are read.
import { expect, test } from "bun:test";
import { memoryCgroup, oomCount } from "../../../../../src/monitor/oom/memory-cgroup.ts";

test("memoryCgroup() finds the unified hierarchy", () => {
  expect(memoryCgroup("0::/user.slice/x.scope\n", "/cg")).toEqual({ version: 2, path: "/cg/user.slice/x.scope" });
  expect(memoryCgroup("0::/\n", "/cg")).toEqual({ version: 2, path: "/cg/" });
});

test("memoryCgroup() finds the memory controller of version 1", () => {
  const listing = "12:pids:/a\n11:memory:/m/x\n1:name=systemd:/s\n";
  expect(memoryCgroup(listing, "/cg")).toEqual({ version: 1, path: "/cg/memory/m/x" });
  expect(memoryCgroup("3:cpu,memory,pids:/x\n", "/cg")).toEqual({ version: 1, path: "/cg/memory/x" });
});

test("memoryCgroup() prefers version 1 on a hybrid system, whatever the order", () => {
  const expected = { version: 1, path: "/cg/memory/m" } as const;
  expect(memoryCgroup("11:memory:/m\n0::/u\n", "/cg")).toEqual(expected);
  expect(memoryCgroup("0::/u\n11:memory:/m\n", "/cg")).toEqual(expected);
});

test("memoryCgroup() keeps colons in paths", () => {
  expect(memoryCgroup("0::/a:b:c\n", "/cg")).toEqual({ version: 2, path: "/cg/a:b:c" });
  expect(memoryCgroup("5:memory:/a:b\n", "/cg")).toEqual({ version: 1, path: "/cg/memory/a:b" });
});

test("memoryCgroup() finds none where memory is not accounted", () => {
  for (const listing of ["", "\n", "5:cpu:/x\n", "1:name=memory:/x\n", "7:memory2:/x\n", "nonsense"]) {
    expect(memoryCgroup(listing, "/cg")).toBeUndefined();
  }
});

test("memoryCgroup() looks below the place where every distribution mounts it", () => {
  expect(memoryCgroup("0::/x\n")?.path).toBe("/sys/fs/cgroup/x");
});

test("oomCount() adds up what memory.events says", () => {
  expect(oomCount("low 1\nhigh 2\nmax 30\noom 4\noom_kill 5\noom_group_kill 6\n")).toBe(9);
  expect(oomCount("low 0\nhigh 0\nmax 7\noom 0\noom_kill 0\n")).toBe(0);
});

test("oomCount() adds up what memory.oom_control says", () => {
  expect(oomCount("oom_kill_disable 1\nunder_oom 0\noom_kill 0\n")).toBe(0);
  expect(oomCount("oom_kill_disable 1\nunder_oom 1\noom_kill 0\n")).toBe(1);
  expect(oomCount("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")).toBe(2);
});

test("oomCount() takes what it does not understand for nothing", () => {
  for (const text of ["", "oom", "oom x\noom_kill \n", "oom_kill_disable 1\n"]) expect(oomCount(text)).toBe(0);
});

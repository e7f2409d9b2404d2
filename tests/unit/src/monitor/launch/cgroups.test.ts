// Checks how a child gets into the cgroups of this process.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { bringAlong } from "../../../../../src/monitor/launch/cgroups.ts";

const PIDS = "/sys/fs/cgroup/pids";
const OWN = `${PIDS}/ctrmon-test-${process.pid}-bring-along`;
const hasPids = existsSync(`${PIDS}/cgroup.procs`) && process.getuid?.() === 0;

test("bringAlong() has nothing to do for a child that is where we are", () => {
  expect(bringAlong(process.pid)).toBe(true);
  expect(bringAlong(process.pid, "/nonexistent")).toBe(true);
});

test("bringAlong() cannot ask about a process that is gone", () => {
  expect(() => bringAlong(2 ** 22 + 1)).toThrow("ENOENT");
});

test.skipIf(!hasPids)("bringAlong() moves a child from another cgroup, where it finds the hierarchy", async () => {
  mkdirSync(OWN);
  const child = Bun.spawn(["sleep", "60"]);
  try {
    writeFileSync(`${OWN}/cgroup.procs`, String(child.pid));
    expect(cgroupsOf(child.pid)).not.toBe(cgroupsOf("self"));
    expect(bringAlong(child.pid, "/nonexistent")).toBe(false);
    expect(bringAlong(child.pid)).toBe(true);
    expect(cgroupsOf(child.pid)).toBe(cgroupsOf("self"));
  } finally {
    child.kill("SIGKILL");
    await child.exited;
    rmdirSync(OWN);
  }
});

function cgroupsOf(process: number | "self"): string {
  return readFileSync(`/proc/${process}/cgroup`, "utf8");
}

// Checks that only what is empty is removed, and when.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { controlling, hierarchiesOf } from "../../../../../src/engine/cgroup/hierarchies.ts";
import { placeMonitor } from "../../../../../src/engine/cgroup/placement.ts";
import { removePlacement } from "../../../../../src/engine/cgroup/removal.ts";
import { PREFIX } from "../../../../helpers/directories.ts";
import { SleepingProcess } from "./sleeping-process.ts";

const PARENT = `/${PREFIX}removal`;
const PLACEMENT = { manager: "cgroupfs", parent: PARENT } as const;

/** Of the hierarchies, those that have the cgroup. */
function mountsWith(path: string): string[] {
  return controlling(hierarchiesOf(process.pid))
    .map(({ mountPoint }) => mountPoint)
    .filter((mountPoint) => existsSync(join(mountPoint, path)));
}

const ALL = mountsWith("/");

test("removePlacement() waits for the monitor, and leaves the parent unless it is told to take it", async () => {
  using monitor = new SleepingProcess();
  await placeMonitor(monitor.pid, "a", PLACEMENT);
  const removal = removePlacement(PLACEMENT, { monitorPid: monitor.pid });
  expect(mountsWith(`${PARENT}/conmon`)).toEqual(ALL);
  monitor.end();
  expect(await removal).toEqual([]);
  expect([mountsWith(`${PARENT}/conmon`), mountsWith(PARENT)]).toEqual([[], ALL]);
  expect(await removePlacement(PLACEMENT, { parentToo: true })).toEqual([]);
  expect(mountsWith(PARENT)).toEqual([]);
});

test("removePlacement() leaves a cgroup that another monitor is in", async () => {
  using one = new SleepingProcess();
  using other = new SleepingProcess();
  await placeMonitor(one.pid, "a", PLACEMENT);
  await placeMonitor(other.pid, "b", PLACEMENT);
  one.end();
  expect(await removePlacement(PLACEMENT, { monitorPid: one.pid, parentToo: true })).toEqual([]);
  expect(mountsWith(`${PARENT}/conmon`)).toEqual(ALL);
  other.end();
  expect(await removePlacement(PLACEMENT, { parentToo: true })).toEqual([]);
  expect(mountsWith(PARENT)).toEqual([]);
});

test("removePlacement() leaves a parent that has something else in it", async () => {
  using monitor = new SleepingProcess();
  await placeMonitor(monitor.pid, "a", PLACEMENT);
  monitor.end();
  const others = ALL.map((mountPoint) => join(mountPoint, PARENT, "container"));
  for (const directory of others) mkdirSync(directory);
  expect(await removePlacement(PLACEMENT, { parentToo: true })).toEqual([]);
  expect([mountsWith(`${PARENT}/conmon`), mountsWith(`${PARENT}/container`)]).toEqual([[], ALL]);
  for (const directory of others) rmdirSync(directory);
  expect(await removePlacement(PLACEMENT, { parentToo: true })).toEqual([]);
});

test("removePlacement() warns of a monitor that does not end", async () => {
  using monitor = new SleepingProcess();
  await placeMonitor(monitor.pid, "a", PLACEMENT);
  const warnings = await removePlacement(PLACEMENT, { monitorPid: monitor.pid, timeout: 20 });
  expect(warnings).toEqual([
    `Cannot remove cgroup "${PARENT}/conmon": Timed out after 20 ms waiting for the processes in cgroup "${PARENT}/conmon" to end`,
  ]);
  monitor.end();
  expect(await removePlacement(PLACEMENT, { parentToo: true })).toEqual([]);
});

test("removePlacement() has nothing to do for systemd, without a manager, and twice", async () => {
  expect(await removePlacement({ manager: "systemd", parent: "a.slice" })).toEqual([]);
  expect(await removePlacement({ manager: "disabled" })).toEqual([]);
  expect(await removePlacement(PLACEMENT, { monitorPid: 2 ** 22 - 1 })).toEqual([]);
});

// Checks that a monitor is placed, and that what does not work becomes a warning.
import { expect, test } from "bun:test";
import { controlling, hierarchiesOf } from "../../../../../src/engine/cgroup/hierarchies.ts";
import { monitorCgroup, placeMonitor } from "../../../../../src/engine/cgroup/placement.ts";
import { removePlacement } from "../../../../../src/engine/cgroup/removal.ts";
import { PREFIX } from "../../../../helpers/directories.ts";
import { type Answer, FakeBus } from "../../../../helpers/fake-bus.ts";
import { jobRemoved, jobStarted, systemd } from "../../../../helpers/fake-systemd.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { SleepingProcess } from "./sleeping-process.ts";

const NAME = "libpod-conmon-abc.scope";

function cgroupsOf(pid: number): string[] {
  return controlling(hierarchiesOf(pid)).map(({ path }) => path);
}

/** Places process 17 by a systemd that answers so. */
async function inScope(
  onStart?: (unit: string) => readonly Answer[],
  parent = "machine.slice",
  timeout = 10_000,
): Promise<{ readonly warnings: readonly string[]; readonly calls: FakeBus["calls"] }> {
  using directory = new TemporaryDirectory();
  using bus = new FakeBus(directory.at("bus"), { answer: systemd(onStart) });
  using sleeping = new SleepingProcess();
  const sockets = [{ path: bus.path, isDirect: false }];
  const warnings = await placeMonitor(sleeping.pid, "abc", { manager: "systemd", parent, sockets }, { timeout });
  return { warnings: warnings.map((text) => text.replace(` ${sleeping.pid} `, " PID ")), calls: bus.calls };
}

test("placeMonitor() moves the monitor into PARENT/conmon by the cgroup file system", async () => {
  const placement = { manager: "cgroupfs", parent: `/${PREFIX}place` } as const;
  using sleeping = new SleepingProcess();
  expect(await placeMonitor(sleeping.pid, "abc", placement)).toEqual([]);
  expect(new Set(cgroupsOf(sleeping.pid))).toEqual(new Set([`/${PREFIX}place/conmon`]));
  sleeping.end();
  expect(await removePlacement(placement, { parentToo: true })).toEqual([]);
});

test("placeMonitor() leaves the monitor where it is when there is no manager", async () => {
  using sleeping = new SleepingProcess();
  const before = cgroupsOf(sleeping.pid);
  expect(await placeMonitor(sleeping.pid, "abc", { manager: "disabled" })).toEqual([]);
  expect(cgroupsOf(sleeping.pid)).toEqual(before);
});

test("placeMonitor() warns of a process that is gone", async () => {
  const [warning, ...more] = await placeMonitor(2 ** 30, "abc", { manager: "cgroupfs", parent: "/x" });
  expect(warning).toStartWith(`Cannot move monitor ${2 ** 30} into a cgroup of its own: ENOENT`);
  expect(more).toEqual([]);
});

test("monitorCgroup() is below the parent, however that is written", () => {
  expect(["/a", "a", "/a/", "/a/b", "/", "", "/../a"].map(monitorCgroup)).toEqual([
    "/a/conmon",
    "/a/conmon",
    "/a/conmon",
    "/a/b/conmon",
    "/conmon",
    "/conmon",
    "/a/conmon",
  ]);
});

test("placeMonitor() has systemd start a scope, in the last slice of the parent", async () => {
  for (const [parent, slice] of [
    ["machine.slice", "machine.slice"],
    ["/user.slice/user-1000.slice", "user-1000.slice"],
    ["/machine.slice", "machine.slice"],
  ] as const) {
    const { warnings, calls } = await inScope(undefined, parent);
    expect(warnings).toEqual([]);
    const [unit, mode, properties] = calls.at(-1)?.body ?? [];
    expect([unit, mode]).toEqual([NAME, "replace"]);
    expect(properties).toContainEqual(["Slice", { signature: "s", value: slice }]);
    expect(properties).toContainEqual(["Description", { signature: "s", value: "Monitor of container abc" }]);
  }
});

test("placeMonitor() warns of everything that systemd can do instead", async () => {
  const error = (name: string, text: string) => (): readonly Answer[] => [
    { type: "error", errorName: `org.freedesktop.${name}`, text },
  ];
  for (const [onStart, why] of [
    [error("DBus.Error.AccessDenied", "No."), "org.freedesktop.DBus.Error.AccessDenied: No."],
    [
      error("systemd1.UnitExists", "Unit was already loaded."),
      "an earlier unit of that name has not been cleaned up (org.freedesktop.systemd1.UnitExists: Unit was already loaded.)",
    ],
    [
      (unit: string) => [jobStarted(1), jobRemoved(1, unit, "failed")],
      `systemd could not start ${NAME}: its job has ended as "failed"`,
    ],
    [() => ["close" as const], "The bus has closed the connection"],
  ] as const) {
    const { warnings } = await inScope(onStart);
    expect(warnings).toEqual([`Cannot move monitor PID into ${NAME}: ${why}`]);
  }
});

test("placeMonitor() warns of a systemd that hangs, and goes on", async () => {
  const { warnings } = await inScope(() => [jobStarted(1)], "machine.slice", 50);
  expect(warnings).toEqual([
    `Cannot move monitor PID into ${NAME}: Timed out after 50 ms waiting for systemd to start ${NAME}`,
  ]);
});

test("placeMonitor() warns where there is no systemd", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("none");
  const placement = { manager: "systemd", parent: "a.slice", sockets: [{ path, isDirect: true }] } as const;
  expect(await placeMonitor(process.pid, "abc", placement)).toEqual([
    `Cannot move monitor ${process.pid} into ${NAME}: nobody listens on "${path}"`,
  ]);
});

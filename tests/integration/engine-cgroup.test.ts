// Where the engine puts a real monitor: a cgroup below its parent, a scope of systemd's, or where it is.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { controlling, hierarchiesOf } from "../../src/engine/cgroup/hierarchies.ts";
import { removePlacement } from "../../src/engine/cgroup/removal.ts";
import { cgroupPathOf } from "../helpers/cgroups.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { FakeBus } from "../helpers/fake-bus.ts";
import { systemd } from "../helpers/fake-systemd.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";

leavesNothing();

const FOR_EVER = "exec /bin/busybox sleep 1000";

/** The cgroups of a process, each once. */
function cgroupsOf(pid: number): string[] {
  return [...new Set(controlling(hierarchiesOf(pid)).map(({ path }) => path))].toSorted();
}

function isThere(path: string): boolean {
  return controlling(hierarchiesOf(process.pid)).some(({ mountPoint }) => existsSync(join(mountPoint, path)));
}

for (const monitor of [CTRMON, CONMON]) {
  test(`${monitor.name} lives in PARENT/conmon, its container does not, and nothing is left`, async () => {
    using site = new EngineSite({ monitor, script: FOR_EVER });
    const parent = `${cgroupPathOf(site.directories.root)}-parent`;
    const cgroup = { manager: "cgroupfs", parent } as const;
    const warnings: string[] = [];
    const container = await site.create({ cgroup, onWarning: (text) => warnings.push(text) });
    const { pid = 0, monitorPid = 0 } = container;
    expect(warnings).toEqual([]);
    expect(cgroupsOf(monitorPid)).toEqual([`${parent}/conmon`]);
    expect(cgroupsOf(pid)).toEqual([cgroupPathOf(site.directories.root)]);

    await container.start();
    await container.kill(SIGKILL);
    // The exit file is there before the monitor has ended.
    await container.wait({ timeout: 15_000 });
    expect(await removePlacement(cgroup, { monitorPid, parentToo: true })).toEqual([]);
    expect(isThere(parent)).toBe(false);
    site.allEnded();
  });
}

test("a monitor without a manager of cgroups stays in the engine's", async () => {
  using site = new EngineSite({ script: FOR_EVER });
  const container = await site.create({ cgroup: { manager: "disabled" } });
  expect(cgroupsOf(container.monitorPid ?? 0)).toEqual(cgroupsOf(process.pid));
});

test("systemd is told of the process that will be the monitor, before that starts anything", async () => {
  using site = new EngineSite({ script: FOR_EVER });
  const seen: unknown[] = [];
  const answer = systemd();
  using bus = new FakeBus(join(site.directories.aside, "bus"), {
    answer: (call) => {
      if (call.member === "StartTransientUnit") seen.push(existsSync(site.directories.containerPidfile));
      return answer(call);
    },
  });
  const sockets = [{ path: bus.path, isDirect: false }];
  const warnings: string[] = [];
  const container = await site.create({
    cgroup: { manager: "systemd", parent: "machine.slice", sockets },
    onWarning: (text) => warnings.push(text),
  });
  expect([warnings, seen]).toEqual([[], [false]]);
  expect(bus.calls.at(-1)?.body[0]).toBe(`libpod-conmon-${container.id}.scope`);
});

test("a systemd that is not there, or refuses, costs a warning and not the container", async () => {
  using site = new EngineSite({ script: "exit 3" });
  using bus = new FakeBus(join(site.directories.aside, "bus"), {
    answer: () => [{ type: "error", errorName: "org.freedesktop.DBus.Error.AccessDenied", text: "Not you." }],
  });
  const warnings: string[] = [];
  const sockets = [
    { path: join(site.directories.aside, "none"), isDirect: false },
    { path: bus.path, isDirect: true },
  ];
  const container = await site.create({
    cgroup: { manager: "systemd", parent: "machine.slice", sockets },
    onWarning: (text) => warnings.push(text),
  });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toEndWith(`.scope: org.freedesktop.DBus.Error.AccessDenied: Not you.`);
  await container.start();
  expect((await container.wait({ timeout: 15_000 })).code).toBe(3);
  site.allEnded();
});

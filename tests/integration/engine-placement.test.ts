// The monitor is in a cgroup of its own before it starts anything.
import { expect, test } from "bun:test";
import { readFileSync, renameSync } from "node:fs";
import { removePlacement } from "../../src/engine/cgroup/removal.ts";
import { cgroupPathOf } from "../helpers/cgroups.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";

leavesNothing();

test.each([CTRMON, CONMON])(
  "$name: the monitor, and nothing of the container, is in the parent's cgroup",
  async (monitor) => {
    using site = new EngineSite({ monitor, script: "read line" });
    const parent = `${cgroupPathOf(site.directories.root)}-engine`;
    const cgroup = { manager: "cgroupfs", parent } as const;
    const warnings: string[] = [];
    const container = await site.create({ stdin: true, cgroup, onWarning: (text) => warnings.push(text) });
    const cgroupsOf = (pid: number | undefined): string => readFileSync(`/proc/${pid}/cgroup`, "latin1");
    expect(warnings).toEqual([]);
    expect(cgroupsOf(container.monitorPid)).toContain(`${parent}/conmon\n`);
    expect(cgroupsOf(container.pid)).not.toContain(`${parent}/conmon\n`);
    await container.start();
    using attachment = await container.attach();
    attachment.closeInput();
    await container.wait();
    await container.delete();
    site.allEnded();
    expect(await removePlacement(cgroup, { parentToo: true })).toEqual([]);
  },
);

test.each([CTRMON, CONMON])("$name: logs that were renamed are opened anew", async (monitor) => {
  using site = new EngineSite({ monitor, script: "read line; echo $line" });
  const container = await site.create({ stdin: true });
  renameSync(site.directories.log, `${site.directories.log}.old`);
  container.reopenLogs();
  waitUntil("the log to be there", () => site.directories.log && readFileOrNothing(site.directories.log) !== undefined);
  await container.start();
  using attachment = await container.attach();
  await attachment.write(new TextEncoder().encode("afterwards\n"));
  await container.wait();
  expect(readFileSync(site.directories.log, "latin1")).toContain("afterwards");
  await container.delete();
});

function readFileOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

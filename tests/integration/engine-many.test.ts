// One engine, many containers: nothing is left of any, and the engine does not grow.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { EngineSite } from "../helpers/engine-site.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { openFiles } from "../helpers/processes.ts";

leavesNothing();

const CONTAINERS = 100;
/** Until then, everything that is made once has been made. */
const WARM = 20;
/** Bytes. A buffer for reading a log, forgotten in each round, would be 20 MiB. */
const MOST_GROWTH = 16 * 1024 * 1024;

test.each([CTRMON, CONMON])(
  "$name: containers are created, exec'd, followed and removed",
  async (monitor) => {
    const descriptors: number[] = [];
    const sizes: number[] = [];
    for (let count = 1; count <= CONTAINERS; count++) {
      await wholeLife(monitor);
      if (count !== WARM && count !== CONTAINERS) continue;
      Bun.gc(true);
      descriptors.push(openFiles("self").size);
      sizes.push(process.memoryUsage.rss());
    }
    const [warm = 0, last = 0] = sizes;
    expect(last - warm).toBeLessThan(MOST_GROWTH);
    const [before = 0, after = 0] = descriptors;
    // Bun closes the pipes of a program a little later than it says that it has ended.
    expect(after).toBeLessThanOrEqual(before + 2);
  },
  120_000,
);

async function wholeLife(monitor: { readonly path: string }): Promise<void> {
  using site = new EngineSite({ monitor, script: "echo hello; read line" });
  const ports = [{ hostIp: "127.0.0.1", hostPort: 0, containerPort: 80, protocol: "tcp", range: 1 }] as const;
  const container = await site.create({ stdin: true, ports });
  using attachment = await container.attach();
  await container.start();
  {
    const args = ["/bin/busybox", "echo", "again"];
    using session = await container.exec({ args, environment: site.environment });
    expect(await session.wait()).toBe(0);
  }
  for await (const { partial } of container.logs({ follow: true })) {
    expect(partial).toBe(false);
    attachment.closeInput();
  }
  expect((await container.wait()).code).toBe(1);
  await container.delete();
  site.allEnded();
  expect(readdirSync(site.place.bundle).toSorted()).toEqual(["config.json", "exec", "rootfs"]);
  expect(readdirSync(`${site.place.bundle}/exec`)).toEqual([]);
  expect(readdirSync(site.place.socketDir)).toEqual([]);
}

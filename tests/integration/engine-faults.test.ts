// Every system call of a creation fails once: nothing is left of it, whatever it has come to.
import { expect, test } from "bun:test";
import { pipe } from "../../ffi/pipe.ts";
import type { Container } from "../../src/engine/container.ts";
import { faultsIn, withFault } from "../helpers/engine-faults.ts";
import { stagedRuntime } from "../helpers/engine-runtime.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { descendants, openFiles } from "../helpers/processes.ts";

leavesNothing();

test.each([CTRMON, CONMON])(
  "$name: whichever call of a creation fails, no descriptor and no process is left",
  async (monitor) => {
    await once(monitor, (create) => create());
    const faults: Awaited<ReturnType<typeof faultsIn>> = [];
    await once(monitor, async (create) => faults.push(...(await faultsIn(create))));
    expect(faults.length).toBeGreaterThan(30);
    let failures = 0;
    for (const fault of faults) {
      const before = descriptors();
      const outcome = await once(monitor, (create) => withFault(fault, create).catch((error: unknown) => error));
      if (outcome === "failed") failures += 1;
      expect([fault, descriptors()]).toEqual([fault, before]);
    }
    expect(failures).toBeGreaterThan(20);
  },
  60_000,
);

/** One creation, and the end of what it has made. */
async function once(
  monitor: { readonly path: string },
  run: (create: () => Promise<Container>) => Promise<unknown>,
): Promise<"failed" | "created"> {
  using site = new EngineSite({ monitor, runtime: stagedRuntime() });
  using held = pipe();
  const ports = [{ hostIp: "127.0.0.1", hostPort: 0, containerPort: 80, protocol: "tcp", range: 1 }] as const;
  const outcome = await run(() => site.create({ held: [held.writeEnd], ports }));
  expect(held.writeEnd.closed).toBe(true);
  if (outcome instanceof Error) {
    collectOrphans();
    // A zombie is what a killed monitor has not collected: it is ours now, because we are a subreaper.
    expect(descendants().filter(({ state }) => state !== "Z")).toEqual([]);
    return "failed";
  }
  return "created";
}

/** Numbers and kinds, but for those of Bun's own event loops. */
function descriptors(): string[] {
  return [...openFiles("self")]
    .filter(([, kind]) => !kind.startsWith("/proc/"))
    .map(([number, kind]) => `${number} ${kind}`);
}

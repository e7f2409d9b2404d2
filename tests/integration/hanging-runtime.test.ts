// A runtime that never comes back, whatever it was asked for: the engine's time is over, and nothing of the call is left.
import { expect, test } from "bun:test";
import { chmodSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SIGTERM } from "../../ffi/constants.ts";
import type { Container } from "../../src/engine/container.ts";
import { TimeoutError } from "../../src/waiting/deadline.ts";
import { DEADLINE, waitUntil } from "../helpers/deadline.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { BUSYBOX } from "../helpers/monitors.ts";
import { descendants } from "../helpers/processes.ts";
import { type MakeRuntime, runc } from "../helpers/runtimes.ts";

leavesNothing();

const SOON = { timeout: 300 } as const;
const ARGS = ["/bin/busybox", "true"];

test.each([
  ["start", (container: Container) => container.start(SOON)],
  ["state", (container: Container) => container.state(SOON)],
  ["kill", (container: Container) => container.kill(SIGTERM, SOON)],
  ["delete", (container: Container) => container.delete({ force: true, ...SOON })],
  ["exec", (container: Container) => container.exec({ args: ARGS, ...SOON })],
  ["exec", (container: Container) => container.execDetached({ args: ARGS, ...SOON })],
] as const)(
  "%s: the call fails in time, the runtime is gone, and the container lives on to its code",
  async (verb, call) => {
    using site = new EngineSite({ runtime: hangsAt(verb), script: "read line; exit 7" });
    const container = await site.create({ stdin: true });
    using attachment = await container.attach();
    if (verb !== "start") await container.start();
    const before = living();
    const error = await failureOf(call(container));
    expect(error).toBeInstanceOf(TimeoutError);
    waitUntil("the runtime to be gone", () => {
      collectOrphans();
      return Bun.deepEquals(living(), before);
    });
    if (verb === "exec") expect(readdirSync(join(site.place.bundle, "exec"))).toEqual([]);
    // Another time it comes back.
    rmSync(switchOf(site));
    if (verb === "start") await container.start();
    attachment.closeInput();
    expect((await container.wait({ timeout: DEADLINE })).code).toBe(7);
    await container.delete();
    site.allEnded();
  },
);

/** Real runc, but for one verb, which hangs as long as a file is there. */
function hangsAt(verb: string): MakeRuntime {
  return (setup) => {
    const runtime = runc()(setup);
    const { aside } = setup.directories;
    const path = join(aside, "runtime");
    writeFileSync(join(aside, "hang"), "");
    writeFileSync(
      path,
      `#!${BUSYBOX} sh
if [ -e ${aside}/hang ]; then for word; do [ "$word" = ${verb} ] && exec sleep 1000; done; fi
exec ${runtime.path} "$@"
`,
    );
    chmodSync(path, 0o755);
    return { ...runtime, path };
  };
}

function switchOf(site: EngineSite): string {
  return join(site.directories.aside, "hang");
}

function living(): number[] {
  return descendants()
    .filter(({ state }) => state !== "Z")
    .map(({ pid }) => pid)
    .toSorted();
}

// kill -9 while a container is being created: the engine hears of it at once, and whatever there was is gone.
import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { EngineError, MonitorError, OciRuntimeError } from "../../src/engine/errors.ts";
import { whenThere } from "../../src/waiting/appearance.ts";
import { DEADLINE, passed } from "../helpers/deadline.ts";
import { type Directories, PREFIX } from "../helpers/directories.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { stagedRuntime } from "../helpers/engine-runtime.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { exec as execOptions } from "../helpers/exec-options.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { BUSYBOX, CONMON, CTRMON } from "../helpers/monitors.ts";
import { descendants, type Process } from "../helpers/processes.ts";
import { fakeRuntime, type MakeRuntime } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

describe.each([CTRMON, CONMON])("while the runtime of $name is at work, killed is", (monitor) => {
  test("the runtime: its death is the reason that the engine is told", async () => {
    using site = new EngineSite({ monitor, runtime: stagedRuntime("hang=ASIDE/hanging") });
    const error = await failureOf(whenHanging(site, "runtime"));
    // conmon has no words for it.
    expect(error).toBeInstanceOf(monitor === CTRMON ? OciRuntimeError : EngineError);
    if (monitor === CTRMON) expect(error.message).toContain("signal 9");
    expectNothingOf(site);
  });

  test("the monitor: the engine is told so, and the runtime does not go on without it", async () => {
    using site = new EngineSite({ monitor, runtime: stagedRuntime("hang=ASIDE/hanging") });
    const error = await failureOf(whenHanging(site, "monitor"));
    expect(error).toBeInstanceOf(MonitorError);
    expect(error.message).toBe("The monitor has ended without a report");
    expectNothingOf(site);
  });
});

test.each([
  ["a container", {}],
  ["a command", execOptions()],
] as const)("a runtime that is killed halfway to %s leaves nothing of it", (_, options) => {
  using session = new Session({ runtime: diesHalfway, options });
  session.go();
  expect(session.syncLine()).toContain("signal 9");
  expect(session.monitor()).toBe(1);
  expect(session.processes()).toEqual([]);
});

test("a runtime that is killed once it has told the command's pid has done enough: its code is the command's", () => {
  using session = new Session({
    runtime: diesAtTheEnd,
    script: "usleep 100000; echo out; exit 7",
    options: execOptions(),
  });
  expect(session.go().created()).toBeGreaterThan(0);
  expect(session.monitor()).toBe(7);
  expect(session.log().map(({ text }) => text)).toEqual(["out"]);
});

test("before the start byte, the first process killed is told with its status", async () => {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  using cleaning = new DisposableStack();
  cleaning.defer(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "monitor");
  writeFileSync(path, `#!${BUSYBOX} sh\necho $$ >${directory}/pid; kill -STOP $$; exec ${CTRMON.path} "$@"\n`);
  chmodSync(path, 0o755);
  using site = new EngineSite({ monitor: { path }, runtime: stagedRuntime() });
  const creation = failureOf(site.create());
  await appears(join(directory, "pid"));
  const [first] = family();
  kill(first?.pid ?? 0, SIGKILL);
  const error = await creation;
  expect(error).toBeInstanceOf(MonitorError);
  expect(error).toMatchObject({ exitCode: 128 + SIGKILL });
  expectNothingOf(site);
});

// What is there at each of these times is up to the machine: the processes are told by their age.
describe.each([
  ["oldest", (all: readonly Process[]) => all.at(0)],
  ["second", (all: readonly Process[]) => all.at(1)],
  ["youngest", (all: readonly Process[]) => all.at(-1)],
] as const)("the %s process of a creation killed", (_name, choose) => {
  test.each([0, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 80])(
    "after %i ms: the container is there in full, or not at all",
    async (milliseconds) => {
      using site = new EngineSite({ script: "sleep 1000" });
      const creation = site.create().catch((error: unknown) => error);
      await passed(milliseconds);
      const victim = choose(family());
      if (victim !== undefined) kill(victim.pid, SIGKILL);
      const outcome = await creation;
      if (!(outcome instanceof Error))
        await (outcome as Awaited<ReturnType<EngineSite["create"]>>).delete({ force: true });
      // A monitor that has lost its container writes its exit file first.
      else expectNothingOf(site);
      site.allEnded();
      expect(family()).toEqual([]);
    },
  );
});

/** Is killed when it has started a process, and has told nobody. */
const diesHalfway: MakeRuntime = scripted(() => "setsid sleep 1000 & usleep 20000");

/** Is killed when it has told everything. */
const diesAtTheEnd: MakeRuntime = scripted(
  ({ bundle, containerPidfile }) => `setsid "${bundle}/container" & printf %s $! >"${containerPidfile}"`,
);

/** Does what the script says, and is killed. */
function scripted(script: (directories: Directories) => string): MakeRuntime {
  return (setup) => {
    const path = join(setup.directories.aside, "runtime");
    const fake = fakeRuntime("at-once")(setup);
    writeFileSync(path, `#!${BUSYBOX} sh\n${script(setup.directories)}\nkill -9 $$\n`);
    chmodSync(path, 0o755);
    return { ...fake, path };
  };
}

/** Creates a container with a runtime that hangs, and kills one of the two. */
async function whenHanging(site: EngineSite, victim: "runtime" | "monitor"): Promise<unknown> {
  const creation = site.create();
  // It is awaited below.
  creation.catch(() => undefined);
  await appears(join(site.directories.aside, "hanging"));
  const runtime = family().find(({ name }) => name === "fake-runtime");
  kill((victim === "runtime" ? runtime?.pid : runtime?.parent) ?? 0, SIGKILL);
  return await creation;
}

async function appears(path: string): Promise<void> {
  await whenThere(path, () => existsSync(path) || undefined, AbortSignal.timeout(DEADLINE));
}

/** What is alive, by age. A zombie is what a killed monitor has not collected: it is ours, because we are a subreaper. */
function family(): Process[] {
  return descendants()
    .filter(({ state }) => state !== "Z")
    .toSorted((a, b) => a.pid - b.pid);
}

function expectNothingOf(site: EngineSite): void {
  collectOrphans();
  expect(family()).toEqual([]);
  expect(readdirSync(site.place.socketDir)).toEqual([]);
  expect(readdirSync(site.place.exitDir)).toEqual([]);
  const left = readdirSync(site.place.bundle).filter((name) => !/^(config.json|rootfs|container)$/.test(name));
  expect(left).toEqual([]);
}

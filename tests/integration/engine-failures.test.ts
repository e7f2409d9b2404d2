// Creations that fail: what the error says, and that nothing is left.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MonitorError, OciRuntimeError } from "../../src/engine/errors.ts";
import { TimeoutError } from "../../src/waiting/deadline.ts";
import { PREFIX } from "../helpers/directories.ts";
import { failureOf } from "../helpers/engine-failure.ts";
import { deletionsIn, stagedRuntime } from "../helpers/engine-runtime.ts";
import { EngineSite } from "../helpers/engine-site.ts";
import { collectOrphans } from "../helpers/family.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { belongings } from "../helpers/leftovers.ts";
import { BUSYBOX, CONMON, CTRMON } from "../helpers/monitors.ts";
import { descendants } from "../helpers/processes.ts";
import { runc } from "../helpers/runtimes.ts";

leavesNothing();

const directories: string[] = [];
let before: ReturnType<typeof belongings>;

beforeEach(() => {
  before = belongings();
});

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  expect(belongings()).toEqual(before);
});

describe.each([CTRMON, CONMON])("$name", (monitor) => {
  test.each([
    ["/bin/nothing", "not-found"],
    ["nothing", "not-found"],
    ["/proc/version", "permission-denied"],
  ] as const)("a container of %j fails: %s", async (command, kind) => {
    using site = new EngineSite({ monitor, runtime: runc({ command }) });
    const error = await failureOf(site.create());
    expect(error).toBeInstanceOf(OciRuntimeError);
    expect(error).toMatchObject({ kind, runtime: "/usr/sbin/runc" });
    expect(error.message).toContain(command);
    expectNothingOf(site);
  });

  test("a runtime's words that are in no log are quoted", async () => {
    using site = new EngineSite({ monitor, runtime: stagedRuntime("say=the cat is on the keyboard", "exit=1") });
    const error = await failureOf(site.create());
    expect(error).toBeInstanceOf(OciRuntimeError);
    expect(error).toMatchObject({ kind: "other", text: "the cat is on the keyboard" });
    expect(deletionsIn(site.directories)).toBe(1);
    expectNothingOf(site);
  });

  test("a runtime that does not end is ended when the time is over", async () => {
    using site = new EngineSite({ monitor, runtime: stagedRuntime("hang=ASIDE/hanging") });
    const error = await failureOf(site.create({ timeout: 300 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("Timed out after 300 ms waiting for container");
    expectNothingOf(site);
  });

  test("a monitor that does not like its options is quoted", async () => {
    using site = new EngineSite({ monitor, logs: [{ driver: "k8s-file", path: "/nowhere/at/all.log" }] });
    const error = await failureOf(site.create());
    expect(error).toBeInstanceOf(MonitorError);
    expect(error).toMatchObject({ exitCode: 1 });
    expect(error.message).toContain("log");
    expectNothingOf(site);
  });

  test("a creation that is given up at any moment leaves nothing", async () => {
    for (const milliseconds of [0, 1, 2, 4, 8, 12, 16, 20, 25, 30, 40, 50, 60, 80]) {
      using site = new EngineSite({ monitor, script: "sleep 1000" });
      const reason = new Error("enough");
      const controller = new AbortController();
      const { signal } = controller;
      const timer = AbortSignal.timeout(milliseconds);
      timer.addEventListener("abort", () => controller.abort(reason));
      const outcome = await site.create({ signal }).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBe(reason);
      else await (outcome as Awaited<ReturnType<EngineSite["create"]>>).delete({ force: true });
      if (outcome instanceof Error) expectNothingOf(site);
    }
  }, 20_000);
});

test.each([
  ["/nowhere/conmon", "ENOENT"],
  ["/etc/passwd", "EACCES"],
])("a monitor %j that cannot be started is named, with %s", async (path, code) => {
  using site = new EngineSite({ monitor: { path } });
  const error = await failureOf(site.create());
  expect(error).toBeInstanceOf(MonitorError);
  expect(error.message).toStartWith(`Cannot start monitor "${path}": ${code}`);
  expectNothingOf(site);
});

test.each([
  ["fails at once", "echo 'out of patience' >&2; exit 3", "has ended with status 3: out of patience"],
  ["is killed", "kill -9 $$", "has ended with status 137"],
  ["ends without a word", "exit 0", "The monitor has ended without a report"],
  ["says what no monitor says", "(echo nonsense >&3; sleep 1000) & exit 0", 'Cannot read the sync line "nonsense'],
  ["reports no pid", `(echo '{"data": 0}' >&3; sleep 1000) & exit 0`, "The monitor reports 0 and no reason"],
  ["reports no number", `(echo '{"data": "1"}' >&3; sleep 1000) & exit 0`, "Cannot understand the sync line"],
  ["reports half a line and dies", `(printf '{"data"' >&3) & exit 0`, 'Cannot read the sync line "{'],
])("a monitor that %s: the error says so", async (_, script, message) => {
  using site = siteOf(script);
  const error = await failureOf(site.create({ timeout: 5000 }));
  expect(error).toBeInstanceOf(MonitorError);
  expect(error.message).toContain(message);
  expectNothingOf(site);
});

test.each([
  ["never ends", "sleep 1000; exit 0"],
  ["never reports", "(sleep 1000) & exit 0"],
  ["starts ever more", "(while :; do sleep 0.01 & done) & exit 0"],
  ["does not want to end", "(trap '' TERM HUP INT; sleep 1000; sleep 1000) & exit 0"],
])("a monitor that %s is ended when the time is over", async (_, script) => {
  using site = siteOf(script);
  const error = await failureOf(site.create({ timeout: 300 }));
  expect(error).toBeInstanceOf(TimeoutError);
  expectNothingOf(site);
});

test("a monitor that leaves no pid file is a warning", async () => {
  using site = siteOf("(echo '{\"data\": 12345}' >&3) & exit 0");
  const warnings: string[] = [];
  const container = await site.create({ onWarning: (text) => warnings.push(text) });
  expect([container.pid, container.monitorPid]).toEqual([12345, undefined]);
  expect(warnings).toEqual([`The monitor has left no pid in "${site.place.monitorPidfile}"`]);
});

test("an error of an earlier run is not taken for this one's", async () => {
  using site = siteOf("exit 0");
  writeFileSync(site.place.ociLog, '{"level":"error","msg":"from long ago"}\n');
  expect((await failureOf(site.create())).message).toBe("The monitor has ended without a report");
});

/** A monitor that does as the script says once it has its start byte; 3 is the sync pipe. */
function siteOf(script: string): EngineSite {
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  const path = join(directory, "monitor");
  writeFileSync(path, `#!${BUSYBOX} sh\nhead -c 1 <&4 >/dev/null\n${script}\n`);
  chmodSync(path, 0o755);
  directories.push(directory);
  return new EngineSite({ monitor: { path }, runtime: stagedRuntime() });
}

/** No process, and no file of the monitor's but its log. */
function expectNothingOf(site: EngineSite): void {
  collectOrphans();
  // A zombie is what a killed monitor has not collected: it is ours now, because we are a subreaper.
  expect(descendants().filter(({ state }) => state !== "Z")).toEqual([]);
  expect(readdirSync(site.place.socketDir)).toEqual([]);
  expect(readdirSync(site.place.exitDir)).toEqual([]);
  const left = readdirSync(site.place.bundle).filter((name) => !/^(config.json|rootfs|container)$/.test(name));
  expect(left).toEqual([]);
}

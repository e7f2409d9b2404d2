// Tests of src/engine/spawn/start-monitor.ts, with monitors that do as a script says.
import { expect, test } from "bun:test";
import { MonitorError } from "../../../../../src/engine/errors.ts";
import { startMonitor } from "../../../../../src/engine/spawn/start-monitor.ts";
import { failureOf } from "../../../../helpers/engine-failure.ts";
import { StagedMonitor, WAIT } from "./staged-monitor.ts";

test("startMonitor() lets the monitor go, and knows its pid", async () => {
  using staged = new StagedMonitor(`${WAIT}; printf 4194304 >DIRECTORY/monitor.pid`);
  using monitor = await startMonitor(staged.request);
  expect(monitor.pid).toBe(4194304);
});

test("startMonitor() warns when the monitor has left no pid, or nonsense", async () => {
  const warnings: string[] = [];
  const onWarning = (text: string): void => void warnings.push(text);
  using silent = new StagedMonitor(WAIT, { onWarning });
  (await startMonitor(silent.request))[Symbol.dispose]();
  using odd = new StagedMonitor(`${WAIT}; echo odd >DIRECTORY/monitor.pid`, { onWarning });
  (await startMonitor(odd.request))[Symbol.dispose]();
  expect(warnings).toEqual([
    `The monitor has left no pid in "${silent.request.pidfile}"`,
    `Not a pid in "${odd.request.pidfile}": "odd\\n"`,
  ]);
});

test("startMonitor() passes on why a monitor is not in its cgroup", async () => {
  const warnings: string[] = [];
  const cgroup = { manager: "systemd", parent: "machine.slice", sockets: [] } as const;
  using staged = new StagedMonitor(`${WAIT}; printf 4194304 >DIRECTORY/monitor.pid`, {
    cgroup,
    onWarning: (text) => void warnings.push(text),
  });
  (await startMonitor(staged.request))[Symbol.dispose]();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("libpod-conmon-a-container.scope");
});

test("startMonitor() quotes a monitor that fails", async () => {
  using staged = new StagedMonitor("echo '[conmon:e]: no' >&2; exit 4");
  const error = await failureOf(startMonitor(staged.request));
  expect(error).toBeInstanceOf(MonitorError);
  expect(error).toMatchObject({ exitCode: 4, stderr: "[conmon:e]: no" });
  expect(error.message).toBe(`Monitor "${staged.request.path}" has ended with status 4: [conmon:e]: no`);
});

test("startMonitor() starts nothing when it is given up beforehand", async () => {
  using staged = new StagedMonitor("exit 0", { path: "/nowhere/at/all" });
  const enough = new Error("enough");
  expect(await failureOf(startMonitor(staged.request, { signal: AbortSignal.abort(enough) }))).toBe(enough);
});

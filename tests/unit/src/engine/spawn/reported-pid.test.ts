// Tests of src/engine/spawn/reported-pid.ts, with monitors that do as a script says.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { MonitorError, OciRuntimeError } from "../../../../../src/engine/errors.ts";
import { reportedPid } from "../../../../../src/engine/spawn/reported-pid.ts";
import { startMonitor } from "../../../../../src/engine/spawn/start-monitor.ts";
import { failureOf } from "../../../../helpers/engine-failure.ts";
import { StagedMonitor, WAIT } from "./staged-monitor.ts";

const LOG = '{"level":"error","msg":"exec: \\"x\\": executable file not found in $PATH"}\n';

async function pidOf(report: string, log?: string): Promise<number> {
  using staged = new StagedMonitor(`${WAIT}; ${report}`);
  const ociLog = staged.directory.at("oci-log");
  if (log !== undefined) writeFileSync(ociLog, log);
  using monitor = await startMonitor(staged.request);
  return await reportedPid(monitor, { runtime: "runc", ociLog }, new AbortController().signal);
}

test("reportedPid() gives the pid, whatever stands in the log", async () => {
  expect(await pidOf(`echo '{"data": 12}' >&3`, LOG)).toBe(12);
});

test("reportedPid() believes the runtime's log before what the monitor has caught", async () => {
  for (const report of [`echo '{"data": -1, "message": "caught"}' >&3`, "exit 0", "echo nonsense >&3"]) {
    const error = await failureOf(pidOf(report, LOG));
    expect(error).toBeInstanceOf(OciRuntimeError);
    expect(error).toMatchObject({ kind: "not-found", runtime: "runc" });
  }
});

test("reportedPid() takes what the monitor has caught when there is no log", async () => {
  const error = await failureOf(pidOf(`echo '{"data": -1, "message": "open: permission denied\\n"}' >&3`));
  expect(error).toMatchObject({ name: "OciRuntimeError", kind: "permission-denied", text: "open: permission denied" });
});

test.each([
  [`echo '{"data": -1}' >&3`, "The monitor reports -1 and no reason"],
  [`echo '{"data": 0}' >&3`, "The monitor reports 0 and no reason"],
  ["exit 0", "The monitor has ended without a report"],
  ["echo nonsense >&3", "Cannot read the sync line"],
])("reportedPid() blames the monitor for %j", async (report, message) => {
  const error = await failureOf(pidOf(report));
  expect(error).toBeInstanceOf(MonitorError);
  expect(error.message).toContain(message);
});

// The engine waits for a container's end: the exit file, whoever of the two monitors writes it, or the monitor's death.
import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { MonitorError } from "../../src/engine/errors.ts";
import { type ExitPlace, readExit, waitForExit } from "../../src/engine/wait/exit.ts";
import { findMonitor } from "../../src/engine/wait/monitor-process.ts";
import { TimeoutError } from "../../src/waiting/deadline.ts";
import { CID } from "../helpers/command-line.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CONMON, CTRMON } from "../helpers/monitors.ts";
import { runc } from "../helpers/runtimes.ts";
import { Session } from "../helpers/session.ts";
import { goOn, makeTurns, waitsFor } from "../helpers/turns.ts";

leavesNothing();

const BOTH = [
  ["ctrmon", CTRMON],
  ["conmon", CONMON],
] as const;
const WAITING = { timeout: 15_000 } as const;

test.each(BOTH)("%s: the exit code comes when the container ends, and stays", async (_name, monitor) => {
  using session = new Session({ monitor, before: makeTurns, script: `${waitsFor("first")}; exit 3` });
  session.run();
  const place = placeOf(session);
  expect(readExit(place)).toBeUndefined();
  const waiting = waitForExit(place, WAITING);
  goOn(session.directories, "first");
  const exit = await waiting;
  expect(exit).toMatchObject({ code: 3, outOfMemory: false });
  expect(Math.abs(Date.now() - exit.finishedAt.getTime())).toBeLessThan(10_000);
  session.monitor();
  expect([readExit(place), await waitForExit(place, WAITING)]).toEqual([exit, exit]);
});

test.each(BOTH)("%s: a container that is killed has 128 and the signal", async (_name, monitor) => {
  using session = new Session({ monitor, script: "exec sleep 300" });
  kill(session.run(), SIGKILL);
  expect(await waitForExit(placeOf(session), WAITING)).toMatchObject({ code: 128 + SIGKILL });
  session.monitor();
});

test.each(BOTH)("%s: a container whose time is over has -1 or its signal", async (_name, monitor) => {
  using session = new Session({ monitor, script: "exec sleep 300", options: { timeout: "1" } });
  session.run();
  const { code } = await waitForExit(placeOf(session), WAITING);
  expect([-1, 128 + SIGKILL]).toContain(code);
  session.monitor();
});

test.each(BOTH)("%s: a monitor that is killed is told, though its container goes on", async (_name, monitor) => {
  using session = new Session({ monitor, script: "exec sleep 300" });
  session.run();
  const waiting = waitForExit(placeOf(session), WAITING);
  kill(session.monitorPid(), SIGKILL);
  await expect(waiting).rejects.toThrow(new MonitorError(goneText(session)));
  session.monitor();
  await expect(waitForExit(placeOf(session), WAITING)).rejects.toThrow(MonitorError);
});

test("the monitor's pid file is believed only as long as the process is about the container", () => {
  using session = new Session({ script: "exec sleep 300" });
  session.run();
  const place = placeOf(session);
  {
    using found = findMonitor(place);
    expect(found).toBeDefined();
  }
  // This test's process is alive, too.
  writeFileSync(place.monitorPidfile, String(process.pid));
  expect(findMonitor(place)).toBeUndefined();
  rmSync(place.monitorPidfile);
  expect(findMonitor(place)).toBeUndefined();
});

test("a wait ends with its time, or with the caller's signal, and leaves the container alone", async () => {
  using session = new Session({ script: "exec sleep 300" });
  session.run();
  const place = placeOf(session);
  await expect(waitForExit(place, { timeout: 50 })).rejects.toThrow(
    new TimeoutError(`the end of container ${CID}`, 50),
  );
  const controller = new AbortController();
  const waiting = waitForExit(place, { signal: controller.signal });
  controller.abort(new Error("not interested any more"));
  await expect(waiting).rejects.toThrow("not interested any more");
  expect(session.processes()).toHaveLength(2);
});

test("many may wait for one container", async () => {
  using session = new Session({ before: makeTurns, script: `${waitsFor("first")}; exit 9` });
  session.run();
  const all = Array.from({ length: 20 }, () => waitForExit(placeOf(session), WAITING));
  goOn(session.directories, "first");
  expect((await Promise.all(all)).map(({ code }) => code)).toEqual(Array.from({ length: 20 }, () => 9));
  session.monitor();
});

test("a container that has used up its memory says so", async () => {
  using session = new Session({
    runtime: runc({ memory: 16 * 1024 * 1024 }),
    script: "exec tail /dev/zero",
  });
  session.run();
  expect(await waitForExit(placeOf(session), WAITING)).toMatchObject({ code: 128 + SIGKILL, outOfMemory: true });
  session.monitor();
});

function placeOf({ directories }: Session): ExitPlace {
  const { bundle, exit, persist, monitorPidfile } = directories;
  return { id: CID, bundle, exitDir: exit, persistDir: persist, monitorPidfile };
}

function goneText(session: Session): string {
  return `The monitor of container ${CID} is gone, and has left no exit file "${session.exitFile}"`;
}

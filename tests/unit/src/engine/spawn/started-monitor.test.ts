// Tests of src/engine/spawn/started-monitor.ts, with monitors that do as a script says.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { SIGKILL } from "../../../../../ffi/constants.ts";
import { kill } from "../../../../../ffi/process.ts";
import { MonitorError } from "../../../../../src/engine/errors.ts";
import { pidIn } from "../../../../../src/engine/pidfile.ts";
import { launch } from "../../../../../src/engine/spawn/launch.ts";
import { processStatus } from "../../../../../src/engine/spawn/process-status.ts";
import { StartedMonitor } from "../../../../../src/engine/spawn/started-monitor.ts";
import { waitUntil } from "../../../../helpers/deadline.ts";
import { failureOf } from "../../../../helpers/engine-failure.ts";
import { openFiles, processOf } from "../../../../helpers/processes.ts";
import { StagedMonitor, WAIT } from "./staged-monitor.ts";

const FOR_EVER = new AbortController().signal;
const SESSION = { attachPipe: true };

function started(staged: StagedMonitor, more: object = {}): StartedMonitor {
  return new StartedMonitor(launch({ ...staged.request, ...more }), staged.request);
}

test("StartedMonitor tells what is reported, up to the end", async () => {
  using staged = new StagedMonitor(`${WAIT}; echo '{"data": 12}' >&3`);
  using monitor = started(staged);
  monitor.go();
  await monitor.settled(FOR_EVER, () => undefined);
  expect(await monitor.report()).toEqual({ key: "data", value: 12 });
  expect(await monitor.report()).toBeUndefined();
});

test("StartedMonitor.attachable() waits for the word on the attach pipe", async () => {
  using staged = new StagedMonitor(`${WAIT}; echo '{"data": 0}' >&5; ${WAIT}; echo '{"data": 7}' >&3`);
  using monitor = started(staged, SESSION);
  monitor.go();
  await monitor.attachable(FOR_EVER);
  monitor.go();
  expect(await monitor.report()).toEqual({ key: "data", value: 7 });
});

test.each([
  ["exit 1", "it has ended"],
  [`echo '{"data": -1, "message": "no socket"}' >&5`, "no socket"],
])("StartedMonitor.attachable() rejects after %j", async (script, why) => {
  using staged = new StagedMonitor(script);
  using monitor = started(staged, SESSION);
  const error = await failureOf(monitor.attachable(FOR_EVER));
  expect(error).toBeInstanceOf(MonitorError);
  expect(error.message).toEndWith(why);
});

test("StartedMonitor.go() leaves it to the exit status to say that the monitor has ended", async () => {
  using staged = new StagedMonitor("exit 3");
  using monitor = started(staged);
  await monitor.first.ended();
  monitor.go();
  expect((await failureOf(monitor.settled(FOR_EVER, () => undefined))).message).toEndWith("has ended with status 3");
});

test("StartedMonitor.abandon() ends a first process that waits for its word, without giving it", async () => {
  using staged = new StagedMonitor(`${WAIT}; echo yes >DIRECTORY/word`);
  const monitor = started(staged);
  await monitor.abandon();
  expect(await monitor.first.ended()).toEqual({ signal: 9 });
  expect(() => readFileSync(staged.directory.at("word"))).toThrow("ENOENT");
});

test("StartedMonitor.abandon() finds the monitor by its pipe, whatever its pid file says", async () => {
  using staged = new StagedMonitor(`${WAIT}; (sleep 1000 & echo $! >DIRECTORY/child; wait) & exit 0`);
  const before = openFiles("self").size;
  const monitor = started(staged);
  monitor.go();
  await monitor.settled(FOR_EVER, () => undefined);
  const pid = waitUntil("the monitor's child", () => pidIn(staged.directory.at("child")));
  await monitor.abandon();
  waitUntil("the monitor's child to be gone", () => isGone(pid));
  expect(openFiles("self").size).toBe(before);
});

test("StartedMonitor.abandon() leaves a process alone that the pid file names by mistake", async () => {
  const stranger = Bun.spawn(["cat"], { stdin: "pipe" });
  using staged = new StagedMonitor(`${WAIT}; echo ${stranger.pid} >DIRECTORY/monitor.pid; exit 0`);
  const monitor = started(staged);
  monitor.go();
  await monitor.settled(FOR_EVER, () => undefined);
  expect(monitor.pid).toBe(stranger.pid);
  await monitor.abandon();
  await stranger.stdin.end();
  expect(await stranger.exited).toBe(0);
});

test("StartedMonitor.abandon() ends what a monitor that was killed has left in its session", async () => {
  const itself = "echo $$ >DIRECTORY/monitor.pid; sleep 1000 3>&- & echo $! >DIRECTORY/child; wait";
  using staged = new StagedMonitor(`setsid sh -c '${itself}' & until [ -s DIRECTORY/child ]; do sleep 0.01; done`);
  const monitor = started(staged);
  await monitor.settled(FOR_EVER, () => undefined);
  const pid = pidIn(staged.directory.at("child")) ?? 0;
  kill(monitor.pid ?? 0, SIGKILL);
  waitUntil("the monitor's end", () => isGone(monitor.pid ?? 0));
  expect(isGone(pid)).toBe(false);
  await monitor.abandon();
  waitUntil("the end of what it has left", () => isGone(pid));
});

test("StartedMonitor.endStray() ends what is younger than the monitor, and nothing else", async () => {
  const older = Bun.spawn(["cat"], { stdin: "pipe" });
  // The kernel counts in hundredths of a second.
  const tick = processStatus(older.pid)?.startTime ?? 0;
  waitUntil("a later tick", () => {
    const { pid } = Bun.spawn(["true"]);
    return (processStatus(pid)?.startTime ?? 0) > tick;
  });
  using staged = new StagedMonitor(`${WAIT}; exit 0`);
  using monitor = started(staged);
  const younger = Bun.spawn(["cat"], { stdin: "pipe" });
  for (const pid of [older.pid, younger.pid, undefined, 2 ** 22]) await monitor.endStray(pid);
  expect(await younger.exited).toBe(137);
  await older.stdin.end();
  expect(await older.exited).toBe(0);
  await monitor.abandon();
});

test("StartedMonitor.report() blames the monitor for a line that none sends", async () => {
  using staged = new StagedMonitor("echo nonsense >&3");
  using monitor = started(staged);
  expect(await failureOf(monitor.report())).toBeInstanceOf(MonitorError);
});

function isGone(pid: number): boolean {
  return ["Z", undefined].includes(processOf(pid)?.state);
}

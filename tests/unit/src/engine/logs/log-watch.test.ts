// Checks what wakes the follower of a log, and that nothing that happens before it waits is missed.
import { expect, test } from "bun:test";
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { LogError } from "../../../../../src/engine/logs/log-error.ts";
import { LogWatch } from "../../../../../src/engine/logs/log-watch.ts";
import { OpenLog } from "../../../../../src/engine/logs/open-log.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

const DEADLINE = 15_000;

function opened(path: string): OpenLog {
  writeFileSync(path, "abc");
  const log = OpenLog.open(path);
  if (log === undefined) throw new Error(`${path} is not there`);
  return log;
}

test("LogWatch.changed() tells writes, cuts and names", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = opened(path);
  using watch = new LogWatch(path);
  watch.watch(log);
  const actions = [
    () => appendFileSync(path, "d"),
    () => truncateSync(path, 0),
    () => renameSync(path, `${path}.1`),
    () => appendFileSync(`${path}.1`, "e"),
    () => writeFileSync(path, ""),
    () => rmSync(path),
  ];
  for (const act of actions) {
    const changed = watch.changed(AbortSignal.timeout(DEADLINE));
    act();
    await changed;
  }
});

test("LogWatch.changed() tells what has happened before the call", async () => {
  using directory = new TemporaryDirectory();
  using log = opened(directory.at("ctr.log"));
  using watch = new LogWatch(directory.at("ctr.log"));
  watch.watch(log);
  appendFileSync(directory.at("ctr.log"), "d");
  await watch.changed(AbortSignal.timeout(DEADLINE));
});

test("LogWatch.watch() follows one file at a time", async () => {
  using directory = new TemporaryDirectory();
  using log = opened(directory.at("ctr.log"));
  using other = opened(directory.at("other"));
  using watch = new LogWatch(directory.at("ctr.log"));
  for (const file of [log, log, other]) watch.watch(file);
  // The end of the first watch is an event itself.
  await watch.changed(AbortSignal.timeout(DEADLINE));
  appendFileSync(directory.at("ctr.log"), "d");
  // It takes a while to see that nothing happens.
  await expect(watch.changed(AbortSignal.timeout(50))).rejects.toThrow();
  appendFileSync(directory.at("other"), "d");
  await watch.changed(AbortSignal.timeout(DEADLINE));
});

test("LogWatch.changed() is rejected with the signal's reason", async () => {
  using directory = new TemporaryDirectory();
  using watch = new LogWatch(directory.at("ctr.log"));
  const reason = new Error("enough");
  await expect(watch.changed(AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const waiting = watch.changed(controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test("LogWatch needs the log's directory", () => {
  expect(() => new LogWatch("/nowhere-at-all/ctr.log")).toThrow(LogError);
  expect(() => new LogWatch("/nowhere-at-all/ctr.log")).toThrow('Cannot follow log "/nowhere-at-all/ctr.log": ');
});

// Tests of src/engine/wait/exit.ts, with exit files that the test writes and a monitor that does nothing.
import { expect, test } from "bun:test";
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SystemError } from "../../../../../ffi/errno.ts";
import { makeFifo } from "../../../../../ffi/file.ts";
import { MonitorError } from "../../../../../src/engine/errors.ts";
import { type ExitPlace, readExit, readFinalExit, waitForExit } from "../../../../../src/engine/wait/exit.ts";
import { TimeoutError } from "../../../../../src/waiting/deadline.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { PretendedMonitor } from "./pretended-monitor.ts";

const WAITING = { timeout: 10_000 } as const;

test.each([
  ["0", 0],
  ["255", 255],
  ["137", 137],
  ["-1", -1],
])("readExit() reads %j", (text, code) => {
  using monitor = new PretendedMonitor("abc");
  const at = new Date("2026-01-02T03:04:05.678Z");
  writeExit(monitor.place, text);
  utimesSync(join(monitor.place.exitDir, "abc"), at, at);
  expect(readExit(monitor.place)).toEqual({ code, outOfMemory: false, finishedAt: at });
});

test.each([[""], ["-2"], ["256"], ["3\n"], [" 3"], ["0x3"], ["3.0"], ["three"], ["1".repeat(100)]])(
  "readExit() refuses %j",
  (text) => {
    using monitor = new PretendedMonitor("abc");
    writeExit(monitor.place, text);
    expect(() => readExit(monitor.place)).toThrow(MonitorError);
  },
);

test("readExit() finds nothing, and says what cannot be read", () => {
  using monitor = new PretendedMonitor("abc");
  expect(readExit(monitor.place)).toBeUndefined();
  mkdirSync(join(monitor.place.exitDir, "abc"));
  expect(() => readExit(monitor.place)).toThrow(SystemError);
});

test("readExit() is not held up by a FIFO", () => {
  using monitor = new PretendedMonitor("abc");
  makeFifo(join(monitor.place.exitDir, "abc"), 0o600);
  expect(() => readExit(monitor.place)).toThrow(MonitorError);
});

test("readExit() takes the oom file from the bundle or the directory that outlives it", () => {
  using monitor = new PretendedMonitor("abc");
  const { bundle, persistDir } = monitor.place;
  writeExit(monitor.place, "137");
  for (const directory of [bundle, persistDir]) {
    const path = join(directory, "oom");
    writeFileSync(path, "");
    expect(readExit(monitor.place)?.outOfMemory).toBe(true);
    rmSync(path);
    expect(readExit(monitor.place)?.outOfMemory).toBe(false);
  }
  rmSync(bundle, { recursive: true });
  expect(readExit(monitor.place)?.outOfMemory).toBe(false);
});

test("waitForExit() sees the file that is there, and the one that comes, and no other", async () => {
  using monitor = new PretendedMonitor("abc");
  const waiting = waitForExit(monitor.place, WAITING);
  for (const other of ["ab", "abcd"]) writeFileSync(join(monitor.place.exitDir, other), "1");
  writeExit(monitor.place, "7");
  expect((await waiting).code).toBe(7);
  monitor.end();
  expect((await waitForExit(monitor.place, WAITING)).code).toBe(7);
});

test("waitForExit() takes a last look when the monitor has ended", async () => {
  using monitor = new PretendedMonitor("abc");
  const waiting = waitForExit(monitor.place, WAITING);
  writeExit(monitor.place, "7");
  monitor.end();
  expect((await waiting).code).toBe(7);
});

test("waitForExit() believes the persist directory when the monitor has ended without an exit file, not before", async () => {
  using monitor = new PretendedMonitor("abc");
  const { persistDir } = monitor.place;
  const begun = waitForExit(monitor.place, WAITING);
  writeFileSync(join(persistDir, "exit"), "5");
  await expect(waitForExit(monitor.place, { timeout: 50 })).rejects.toThrow(TimeoutError);
  monitor.end();
  expect(await begun).toMatchObject({ code: 5, outOfMemory: false });
  writeFileSync(join(persistDir, "oom"), "");
  expect(await waitForExit(monitor.place, WAITING)).toMatchObject({ code: 5, outOfMemory: true });
  expect(readExit(monitor.place)).toBeUndefined();
  expect(readFinalExit(monitor.place)).toMatchObject({ code: 5, outOfMemory: true });
});

test("waitForExit() says that the monitor is gone, then or already", async () => {
  using monitor = new PretendedMonitor("abc");
  const waiting = waitForExit(monitor.place, WAITING);
  monitor.end();
  const gone = `The monitor of container abc is gone, and has left no exit file "${monitor.place.exitDir}/abc"`;
  await expect(waiting).rejects.toThrow(new MonitorError(gone));
  await expect(waitForExit(monitor.place, WAITING)).rejects.toThrow(new MonitorError(gone));
});

test("waitForExit() waits for the monitor alone when there is no directory to be watched", async () => {
  using monitor = new PretendedMonitor("abc");
  rmSync(monitor.place.exitDir, { recursive: true });
  const waiting = waitForExit(monitor.place, WAITING);
  mkdirSync(monitor.place.exitDir);
  writeExit(monitor.place, "7");
  monitor.end();
  expect((await waiting).code).toBe(7);
});

test("waitForExit() ends with its time, and leaves nothing open", async () => {
  using monitor = new PretendedMonitor("abc");
  await expect(waitForExit(monitor.place, { timeout: 10 })).rejects.toThrow(
    new TimeoutError("the end of container abc", 10),
  );
  const before = openFiles("self").size;
  await expect(waitForExit(monitor.place, { timeout: 10 })).rejects.toThrow(TimeoutError);
  expect(openFiles("self").size).toBe(before);
});

/** As monitors do: written aside and renamed. */
function writeExit({ exitDir, id }: ExitPlace, text: string): void {
  writeFileSync(join(exitDir, ".aside"), text);
  renameSync(join(exitDir, ".aside"), join(exitDir, id));
}

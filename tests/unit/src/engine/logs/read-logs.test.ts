// Checks what can be asked of a log, and which logs cannot be read.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { LogError } from "../../../../../src/engine/logs/log-error.ts";
import { type LogOptions, readLogs } from "../../../../../src/engine/logs/read-logs.ts";
import type { LogTarget } from "../../../../../src/protocol/log-target.ts";
import { Following, textsOf } from "../../../../helpers/following.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { numbers, record, writeFiles } from "./made-logs.ts";

/** Ten records, one a second; the first four were rotated away. */
const TEN = numbers(0, 10).map((text, second) => record(text, "F", "stdout", second));
const FILES = [TEN.slice(4).join(""), TEN.slice(2, 4).join(""), TEN.slice(0, 2).join("")];

async function asked(options: LogOptions): Promise<string[]> {
  using directory = new TemporaryDirectory();
  writeFiles(directory.at("ctr.log"), FILES);
  return await textsOf(readLogs({ driver: "k8s-file", path: directory.at("ctr.log") }, options));
}

test("readLogs() reads all files of a log, oldest first", async () => {
  expect(await asked({})).toEqual(numbers(0, 10));
});

test("readLogs() reads json-file logs", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.json");
  const time = "2026-01-02T03:04:05Z";
  writeFileSync(
    path,
    `{"log":"a\\n","stream":"stdout","time":"${time}"}\n{"log":"é","stream":"stderr","time":"${time}"}\n`,
  );
  expect(await textsOf(readLogs({ driver: "json-file", path }))).toEqual(["a", "2:Ã©+"]);
});

test.each([
  ["2026-01-02T03:04:07.000000001Z", 7],
  ["2026-01-02T03:04:07.000000002Z", 8],
  [new Date("2026-01-02T03:04:03Z"), 3],
  [BigInt(Date.UTC(2026, 0, 2, 3, 4, 9)) * 1_000_000n + 2n, 10],
  ["1970-01-01T00:00:00Z", 0],
] as const)("readLogs() leaves out what is older than %p, to the nanosecond", async (since, first) => {
  expect(await asked({ since })).toEqual(numbers(first, 10));
});

test.each([
  ["2026-01-02T03:04:07.000000001Z", 8],
  ["2026-01-02T03:04:07Z", 7],
  [new Date("2026-01-02T03:04:00Z"), 0],
  ["1h", 10],
] as const)("readLogs() leaves out what is younger than %p", async (until, end) => {
  expect(await asked({ until })).toEqual(numbers(0, end));
});

test("readLogs() asks the last lines for their times", async () => {
  expect(await asked({ tail: 3, since: "2026-01-02T03:04:05Z" })).toEqual(numbers(7, 10));
  expect(await asked({ tail: 7, since: "2026-01-02T03:04:05Z", until: "2026-01-02T03:04:08Z" })).toEqual(numbers(5, 8));
  expect(await asked({ tail: 0 })).toEqual([]);
});

test("readLogs() follows until a moment", async () => {
  using directory = new TemporaryDirectory();
  writeFiles(directory.at("ctr.log"), FILES);
  for (const until of ["50ms", new Date(0)]) {
    const texts = await new Following({ driver: "k8s-file", path: directory.at("ctr.log") }, { until }).over();
    expect(texts).toEqual(until === "50ms" ? numbers(0, 10) : []);
  }
});

test.each(["none", "passthrough"] as const)("readLogs() says that the driver %s has no logs to read", (driver) => {
  expect(() => readLogs({ driver })).toThrow(LogError);
  expect(() => readLogs({ driver })).toThrow(`the log driver ${driver} does not support reading them`);
});

test("readLogs() says which option makes no sense", () => {
  const target: LogTarget = { driver: "k8s-file", path: "ctr.log" };
  for (const tail of [-1, 1.5, Number.NaN]) expect(() => readLogs(target, { tail })).toThrow("a whole number");
  expect(() => readLogs(target, { since: "soon" })).toThrow('"soon"');
  expect(() => readLogs({ driver: "journald" })).toThrow("without the container's id");
});

test("readLogs() says when there is no log", async () => {
  using directory = new TemporaryDirectory();
  const target: LogTarget = { driver: "k8s-file", path: directory.at("ctr.log") };
  await expect(textsOf(readLogs(target))).rejects.toThrow(`Cannot open log "${target.path}": ENOENT`);
  const below: LogTarget = { driver: "k8s-file", path: directory.at("nothing/ctr.log") };
  await expect(textsOf(readLogs(below, { follow: true }))).rejects.toThrow("Cannot follow log");
});

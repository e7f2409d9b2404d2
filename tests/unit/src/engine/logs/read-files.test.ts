// Checks following: nothing lost, nothing twice, through every way in which writers get rid of full files.
import { expect, test } from "bun:test";
import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { k8sRecordParser } from "../../../../../src/engine/logs/k8s-record.ts";
import type { LogEntry, MalformedLine } from "../../../../../src/engine/logs/log-entry.ts";
import { readFiles } from "../../../../../src/engine/logs/read-files.ts";
import type { LogOptions } from "../../../../../src/engine/logs/read-logs.ts";
import { JsonFileDriver } from "../../../../../src/logging/json-file.ts";
import { K8sFileDriver } from "../../../../../src/logging/k8s-file.ts";
import { Following, shortly } from "../../../../helpers/following.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf } from "../../bytes.ts";
import { openedFile } from "../../logging/opened-file.ts";
import { seeded } from "../../protocol/random.ts";
import { numbered, numbers, record } from "./made-logs.ts";

const RECORD = record("0").length;

function follow(path: string, options: LogOptions = {}): Following {
  return new Following({ driver: "k8s-file", path }, options);
}

test.each(["k8s-file", "json-file"] as const)(
  "readFiles() follows %s through rotations, however many at once",
  async (driver) => {
    using directory = new TemporaryDirectory();
    const path = directory.at("ctr.log");
    const kept = 4;
    const file = openedFile(path, { fileSize: 5 * 80, keptFiles: kept });
    using log = driver === "k8s-file" ? new K8sFileDriver(file) : new JsonFileDriver(file);
    const following = new Following({ driver, path });
    const random = seeded(11);
    let count = 0;
    for (let round = 0; round < 150; round++) {
      // No more than what is kept: more could be gone before the reader ever had a chance.
      for (let lines = random.integer(4 * kept); lines > 0; lines--) log.write("stdout", bytesOf(`${count++}\n`));
      if (random.integer(3) === 0) await setImmediate();
      await following.reached(count);
    }
    log.write("stdout", bytesOf("last"));
    expect(await following.end()).toEqual([...numbers(0, count), "last+"]);
  },
);

test("readFiles() follows files that are replaced, one after the other", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = new K8sFileDriver(openedFile(path, { fileSize: 5 * RECORD }));
  const following = follow(path);
  for (let count = 0; count < 200; count++) {
    log.write("stdout", bytesOf(`${count}\n`));
    // As many as lie between two replacements at most.
    if (count % 4 === 3) await following.reached(count + 1);
  }
  expect(await following.end()).toEqual(numbers(0, 200));
});

test("readFiles() gives nothing twice and in order when replaced files are gone before it looks", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = new K8sFileDriver(openedFile(path, { fileSize: 5 * RECORD }));
  const following = follow(path);
  const random = seeded(12);
  for (let count = 0; count < 3000; count++) {
    log.write("stdout", bytesOf(`${count}\n`));
    if (random.integer(20) === 0) await setImmediate();
  }
  const got = (await following.end()).map(Number);
  expect(got).toEqual(got.toSorted((a, b) => a - b));
  expect(new Set(got).size).toBe(got.length);
  expect(got.at(-1)).toBe(2999);
});

test("readFiles() begins anew when the file is cut in place", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFileSync(path, numbered(0, 10));
  const malformed: MalformedLine[] = [];
  const following = follow(path, { onMalformed: (line) => malformed.push(line) });
  await following.reached(10);
  truncateSync(path, 0);
  appendFileSync(path, numbered(10, 13));
  await following.reached(13);
  appendFileSync(path, `${numbered(13, 14)}half a rec`);
  await following.reached(14);
  truncateSync(path, 0);
  appendFileSync(path, numbered(14, 15));
  expect(await following.end()).toEqual(numbers(0, 15));
  expect(malformed).toEqual([{ path, reason: "ends in the middle of a record", length: 10 }]);
});

test("readFiles() reads the rest of a file that is moved away until there is a new one", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFileSync(path, numbered(0, 1));
  const following = follow(path);
  await following.reached(1);
  renameSync(path, directory.at("elsewhere"));
  appendFileSync(directory.at("elsewhere"), numbered(1, 2));
  await following.reached(2);
  // What CRI-O does: the writer goes on in the old file until it is told to reopen.
  appendFileSync(directory.at("elsewhere"), numbered(2, 3));
  writeFileSync(path, numbered(3, 4));
  await following.reached(4);
  rmSync(path);
  writeFileSync(path, numbered(4, 5));
  expect(await following.end()).toEqual(numbers(0, 5));
});

test("readFiles() waits for a log that does not exist yet, and for records that come in pieces", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  const following = follow(path);
  await setImmediate();
  writeFileSync(path, "");
  const text = numbered(0, 3);
  for (let at = 0; at < text.length; at += 10) {
    appendFileSync(path, text.slice(at, at + 10));
    await setImmediate();
  }
  expect(await following.end()).toEqual(numbers(0, 3));
});

test("readFiles() reads to the end when the container has ended, and also when there never was a log", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  expect(await follow(path).end()).toEqual([]);
  writeFileSync(path, numbered(0, 20_000));
  expect(await follow(path).end()).toEqual(numbers(0, 20_000));
});

test("readFiles() ends when the directory is gone", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("logs/ctr.log");
  mkdirSync(directory.at("logs"));
  const following = follow(path);
  await setImmediate();
  rmSync(directory.at("logs"), { recursive: true });
  expect(await following.over()).toEqual([]);
});

test("readFiles() follows from the last lines on", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFileSync(path, numbered(3, 6));
  writeFileSync(`${path}.1`, numbered(0, 3));
  const [none, four] = [0, 4].map((tail) => follow(path, { tail }));
  await four?.reached(4);
  appendFileSync(path, numbered(6, 8));
  await none?.reached(2);
  expect([await none?.end(), await four?.end()]).toEqual([numbers(6, 8), numbers(2, 8)]);
});

test("readFiles() without following reads what was there at the beginning, of files that are rotated meanwhile", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = new K8sFileDriver(openedFile(path, { fileSize: 5 * RECORD, keptFiles: 2 }));
  for (let count = 0; count < 9; count++) log.write("stdout", bytesOf(`${count}\n`));
  const texts: string[] = [];
  for await (const batch of readFiles({ path, parse: k8sRecordParser() })) {
    texts.push(...batch.map(shortly));
    for (let count = 0; count < 20; count++) log.write("stdout", bytesOf("later\n"));
  }
  expect(texts).toEqual(numbers(0, 9));
});

test("readFiles() does not report a record that is on its way, unless nothing comes any more", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFileSync(path, `${numbered(0, 1)}half`);
  const malformed: MalformedLine[] = [];
  const onMalformed = (line: MalformedLine): void => void malformed.push(line);
  const parse = k8sRecordParser();
  for await (const _ of readFiles({ path, parse, onMalformed }));
  expect(malformed).toEqual([]);
  await follow(path, { onMalformed }).end();
  expect(malformed).toEqual([{ path, reason: "ends in the middle of a record", length: 4 }]);
});

test("readFiles() gives timers and signals their turn while it reads a long log", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  writeFileSync(path, numbered(0, 100_000));
  const reason = new Error("enough");
  const controller = new AbortController();
  const turn = setImmediate().then(() => controller.abort(reason));
  const entries: LogEntry[] = [];
  const reading = (async () => {
    for await (const batch of readFiles({ path, parse: k8sRecordParser(), signal: controller.signal }))
      entries.push(...batch);
  })();
  await expect(reading).rejects.toBe(reason);
  await turn;
  expect(entries.length).toBeGreaterThan(0);
});

test("readFiles() gives up when its time is over", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  await expect(follow(path, { timeout: 20 }).over()).rejects.toThrow(
    `Timed out after 20 ms waiting for the end of log ${JSON.stringify(path)}`,
  );
});

test("readFiles() closes everything, wherever the iteration is left", async () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  const leave = async (follow: boolean, after: number): Promise<void> => {
    for (let index = 0; index < 4; index++) writeFileSync(index === 0 ? path : `${path}.${index}`, numbered(0, 5));
    let batches = 0;
    for await (const _ of readFiles({ path, parse: k8sRecordParser(), follow })) if (++batches === after) break;
    await readFiles({ path, parse: k8sRecordParser(), follow }).return();
  };
  // What is opened for the first wait stays.
  await leave(true, 4);
  const before = openFiles("self");
  for (const follow of [true, false]) for (let after = 1; after <= 4; after++) await leave(follow, after);
  await expect(follow(path, { timeout: 20 }).over()).rejects.toThrow();
  await follow(path).end();
  expect([...openFiles("self").values()].toSorted()).toEqual([...before.values()].toSorted());
});

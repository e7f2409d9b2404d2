// Checks the k8s-file format byte for byte, and that the file's limits hold for whole records.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { K8sFileDriver } from "../../../../src/logging/k8s-file.ts";
import type { LogLimits } from "../../../../src/logging/log-file.ts";
import { outputIn, readLog } from "../../../helpers/k8s-log.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf, countingBytes, textOf } from "../bytes.ts";
import { openedFile } from "./opened-file.ts";

const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}[+-]\d\d:\d\d /gm;

/** What is in the log afterwards, with T for every time stamp. */
function logOf(action: (log: K8sFileDriver) => void): string {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = new K8sFileDriver(openedFile(path));
  action(log);
  return readFileSync(path, "latin1").replace(STAMP, "T ");
}

function logged(...writes: readonly string[]): string {
  return logOf((log) => {
    for (const text of writes) log.write("stdout", bytesOf(text));
  });
}

test("K8sFileDriver writes a full record for each line", () => {
  expect(logged("one\ntwo\n")).toBe("T stdout F one\nT stdout F two\n");
});

test("K8sFileDriver keeps the space behind the tag of an empty line", () => {
  expect(logged("\n\na\n\n")).toBe("T stdout F \nT stdout F \nT stdout F a\nT stdout F \n");
});

test("K8sFileDriver marks what has no newline as partial", () => {
  expect(logged("prompt> ", "answer\n", "end")).toBe("T stdout P prompt> \nT stdout F answer\nT stdout P end\n");
});

test("K8sFileDriver names the stream of each record", () => {
  const text = logOf((log) => {
    log.write("stderr", bytesOf("bad\n"));
    log.write("stdout", bytesOf("good\n"));
    log.write("stderr", bytesOf("?"));
  });
  expect(text).toBe("T stderr F bad\nT stdout F good\nT stderr P ?\n");
});

test.each([
  [8191, [[8191, "F"]]],
  [8192, [[8192, "F"]]],
  [
    8193,
    [
      [8192, "P"],
      [1, "F"],
    ],
  ],
  [
    16384,
    [
      [8192, "P"],
      [8192, "F"],
    ],
  ],
  [
    16385,
    [
      [8192, "P"],
      [8192, "P"],
      [1, "F"],
    ],
  ],
] as const)("K8sFileDriver writes a line of %i bytes in pieces of at most 8192", (length, expected) => {
  using directory = new TemporaryDirectory();
  using log = new K8sFileDriver(openedFile(directory.at("ctr.log")));
  log.write("stdout", bytesOf(`${"x".repeat(length)}\n`));
  const records = readLog(directory.at("ctr.log"));
  expect(records.map(({ text, tag }) => [text.length, tag])).toEqual(expected.map((record) => [...record]));
});

test.each([
  [8192, [8192]],
  [8193, [8192, 1]],
  [20000, [8192, 8192, 3616]],
] as const)("K8sFileDriver leaves %i bytes without a newline partial to the end", (length, expected) => {
  using directory = new TemporaryDirectory();
  using log = new K8sFileDriver(openedFile(directory.at("ctr.log")));
  log.write("stdout", bytesOf("x".repeat(length)));
  const records = readLog(directory.at("ctr.log"));
  expect(records.map(({ text, tag }) => [text.length, tag])).toEqual(expected.map((size) => [size, "P"]));
});

test("K8sFileDriver passes every byte but the newline on as it is", () => {
  const line = Uint8Array.from({ length: 256 }, (_, value) => value).filter((value) => value !== 0x0a);
  expect(logOf((log) => log.write("stdout", Uint8Array.of(...line, 0x0a)))).toBe(`T stdout F ${textOf(line)}\n`);
});

test("K8sFileDriver loses nothing of more lines than fit into a batch", () => {
  using directory = new TemporaryDirectory();
  using log = new K8sFileDriver(openedFile(directory.at("ctr.log")));
  const bytes = countingBytes(1_500_000);
  log.write("stdout", bytes);
  expect(outputIn(readLog(directory.at("ctr.log")), "stdout")).toBe(textOf(bytes));
});

test("K8sFileDriver grows a block of empty lines into one record each", () => {
  using directory = new TemporaryDirectory();
  using log = new K8sFileDriver(openedFile(directory.at("ctr.log")));
  // A record of an empty line takes forty times its byte: the batch is written several times.
  log.write("stderr", bytesOf("\n".repeat(100_000)));
  const records = readLog(directory.at("ctr.log"));
  expect(records.length).toBe(100_000);
  expect(new Set(records.map(({ stream, tag, text }) => `${stream} ${tag} ${text}`))).toEqual(new Set(["stderr F "]));
});

test("K8sFileDriver takes no byte before nor behind what it is given", () => {
  const whole = bytesOf("one\ntwo\nthree\n");
  expect(logOf((log) => log.write("stdout", whole, 4, 7))).toBe("T stdout P two\n");
  expect(logOf((log) => log.write("stdout", whole.subarray(4, 12), 0, 5))).toBe("T stdout F two\nT stdout P t\n");
});

test("K8sFileDriver goes on after a rest, a reopening and a sync", () => {
  const text = logOf((log) => {
    for (const act of [() => log.rest(), () => log.reopen(), () => log.sync()]) {
      log.write("stdout", bytesOf("a\n"));
      act();
    }
    log.write("stdout", bytesOf("b"));
  });
  expect(text).toBe("T stdout F a\nT stdout F a\nT stdout F a\nT stdout P b\n");
});

test("K8sFileDriver stamps all records of one write alike, and later ones later", () => {
  using directory = new TemporaryDirectory();
  using log = new K8sFileDriver(openedFile(directory.at("ctr.log")));
  log.write("stdout", bytesOf("a\nb\n"));
  log.write("stdout", bytesOf("c\n"));
  const [a = "", b = "", c = ""] = readLog(directory.at("ctr.log")).map(({ time }) => time);
  expect(a).toBe(b);
  expect(c > b).toBe(true);
});

// 46 bytes of prefix and newline, 4 of text: records of 50 bytes.
const FIFTY = "x".repeat(50 - "YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+00:00 stdout F \n".length);

/** Texts of the log and of its rotated files after ten records of 50 bytes, in one write or in ten. */
function limited(limits: Partial<LogLimits>, atOnce: boolean): number[] {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.log");
  using log = new K8sFileDriver(openedFile(path, limits));
  if (atOnce) log.write("stdout", bytesOf(`${FIFTY}\n`.repeat(10)));
  else for (let count = 0; count < 10; count++) log.write("stdout", bytesOf(`${FIFTY}\n`));
  const files = [path, `${path}.1`, `${path}.2`, `${path}.3`].filter((file) => existsSync(file));
  return files.map((file) => readLog(file).length);
}

for (const atOnce of [true, false]) {
  const how = atOnce ? "in one write" : "in single writes";

  test(`K8sFileDriver starts anew before a record that would exceed the size, ${how}`, () => {
    expect(limited({ fileSize: 150 }, atOnce)).toEqual([1]);
    expect(limited({ fileSize: 149 }, atOnce)).toEqual([2]);
    expect(limited({ fileSize: 500 }, atOnce)).toEqual([10]);
  });

  test(`K8sFileDriver gives a file of its own to a record that is larger than the size, ${how}`, () => {
    expect(limited({ fileSize: 10 }, atOnce)).toEqual([1]);
    expect(limited({ fileSize: 10, keptFiles: 2 }, atOnce)).toEqual([1, 1, 1]);
  });

  test(`K8sFileDriver shifts full files, ${how}`, () => {
    expect(limited({ fileSize: 200, keptFiles: 3 }, atOnce)).toEqual([2, 4, 4]);
    expect(limited({ fileSize: 100, keptFiles: 2 }, atOnce)).toEqual([2, 2, 2]);
  });

  test(`K8sFileDriver writes whole records up to the limit in all, ${how}`, () => {
    expect(limited({ totalSize: 500 }, atOnce)).toEqual([10]);
    expect(limited({ totalSize: 499 }, atOnce)).toEqual([9]);
    expect(limited({ totalSize: 49 }, atOnce)).toEqual([0]);
  });

  test(`K8sFileDriver keeps what it has when the limit in all is reached, ${how}`, () => {
    expect(limited({ fileSize: 150, totalSize: 300 }, atOnce)).toEqual([3]);
    expect(limited({ fileSize: 150, totalSize: 299, keptFiles: 1 }, atOnce)).toEqual([2, 3]);
  });
}

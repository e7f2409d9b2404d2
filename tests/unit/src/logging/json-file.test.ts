// Checks Docker's JSON log format: escapes, times, partial lines, and characters that lie in two pieces.
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { JsonFileDriver } from "../../../../src/logging/json-file.ts";
import type { LogLimits } from "../../../../src/logging/log-file.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { bytesOf } from "../bytes.ts";
import { openedFile } from "./opened-file.ts";

interface JsonRecord {
  readonly log: string;
  readonly stream: string;
  readonly time: string;
}

function recordsIn(path: string): JsonRecord[] {
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line): JsonRecord => JSON.parse(line));
}

/** What is logged while the action runs and when the log is closed, as `stdout:text`. */
function logged(action: (log: JsonFileDriver) => void): string[] {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.json");
  const log = new JsonFileDriver(openedFile(path));
  action(log);
  log[Symbol.dispose]();
  return recordsIn(path).map(({ log: text, stream }) => `${stream}:${text}`);
}

test("JsonFileDriver writes one object a line, the newline in its text", () => {
  using directory = new TemporaryDirectory();
  using log = new JsonFileDriver(openedFile(directory.at("ctr.json")));
  log.write("stdout", bytesOf("one\n"));
  const text = readFileSync(directory.at("ctr.json"), "utf8");
  expect(text).toMatch(
    /^\{"log":"one\\n","stream":"stdout","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?Z"\}\n$/,
  );
});

test("JsonFileDriver leaves the newline out of a partial line", () => {
  const texts = logged((log) => {
    log.write("stdout", bytesOf("prompt> "));
    log.write("stderr", bytesOf("oh\n"));
    log.write("stdout", bytesOf("yes\n\n"));
  });
  expect(texts).toEqual(["stdout:prompt> ", "stderr:oh\n", "stdout:yes\n", "stdout:\n"]);
});

test("JsonFileDriver escapes what JSON wants to have escaped", () => {
  const text = `"\\\b\f\r\t\u0000\u001b\u007f\u2028<&>é日😀\n`;
  expect(logged((log) => log.write("stdout", bytesOf(text)))).toEqual([`stdout:${text}`]);
});

test("JsonFileDriver writes U+FFFD for what is no UTF-8", () => {
  const bytes = Uint8Array.of(0x61, 0xff, 0x62, 0xc3, 0x0a, 0xed, 0xa0, 0x80, 0x0a);
  expect(logged((log) => log.write("stdout", bytes))).toEqual([
    "stdout:a\ufffdb\ufffd\n",
    "stdout:\ufffd\ufffd\ufffd\n",
  ]);
});

test("JsonFileDriver keeps a byte order mark", () => {
  expect(logged((log) => log.write("stdout", bytesOf("\ufeffa\n")))).toEqual(["stdout:\ufeffa\n"]);
});

test("JsonFileDriver keeps a character whole that comes in two writes", () => {
  const face = bytesOf("😀");
  for (let cut = 1; cut < face.length; cut++) {
    const texts = logged((log) => {
      log.write("stdout", Uint8Array.of(0x61, ...face.subarray(0, cut)));
      log.write("stderr", bytesOf("é\n"));
      log.write("stdout", Uint8Array.of(...face.subarray(cut), 0x62, 0x0a));
    });
    expect(texts).toEqual(["stdout:a", "stderr:é\n", "stdout:😀b\n"]);
  }
});

test("JsonFileDriver keeps a character whole that lies in two pieces of a long line", () => {
  const line = `${"x".repeat(8190)}😀${"y".repeat(8190)}`;
  const texts = logged((log) => log.write("stdout", bytesOf(`${line}\n`)));
  expect(texts).toEqual([`stdout:${"x".repeat(8190)}`, `stdout:😀${"y".repeat(8190)}\n`]);
  expect(texts.map((text) => text.slice("stdout:".length)).join("")).toBe(`${line}\n`);
});

test("JsonFileDriver records the beginning of a character whose end never comes", () => {
  expect(logged((log) => log.write("stderr", Uint8Array.of(0x61, 0xf0, 0x9f)))).toEqual(["stderr:a", "stderr:\ufffd"]);
  expect(logged((log) => log.write("stderr", Uint8Array.of(0xf0, 0x9f)))).toEqual(["stderr:\ufffd"]);
});

test("JsonFileDriver loses nothing of the largest pieces and of many", () => {
  // Each byte takes six when it is escaped: the most that a piece can grow to.
  const long = "\u0001".repeat(8192);
  expect(logged((log) => log.write("stdout", bytesOf(long.repeat(10))))).toEqual(Array(10).fill(`stdout:${long}`));
  const many = Array.from({ length: 30_000 }, (_, index) => `line ${index}\n`);
  const texts = logged((log) => log.write("stdout", bytesOf(many.join(""))));
  expect(texts).toEqual(many.map((line) => `stdout:${line}`));
});

test("JsonFileDriver keeps the beginning of a character over a rest", () => {
  const texts = logged((log) => {
    log.write("stdout", Uint8Array.of(0x61, 0xc3));
    log.rest();
    log.write("stdout", Uint8Array.of(0xa9, 0x0a));
  });
  expect(texts).toEqual(["stdout:a", "stdout:é\n"]);
});

test("JsonFileDriver takes no byte before nor behind what it is given", () => {
  expect(logged((log) => log.write("stdout", bytesOf("one\ntwo\nthree\n"), 4, 10))).toEqual([
    "stdout:two\n",
    "stdout:th",
  ]);
});

test("JsonFileDriver stamps the present time", () => {
  using directory = new TemporaryDirectory();
  using log = new JsonFileDriver(openedFile(directory.at("ctr.json")));
  // Bun rounds to the nearest millisecond.
  const before = Date.now() - 1;
  log.write("stdout", bytesOf("a\n"));
  const [record] = recordsIn(directory.at("ctr.json"));
  const stamped = Date.parse(record?.time ?? "");
  expect(stamped).toBeGreaterThanOrEqual(before);
  expect(stamped).toBeLessThanOrEqual(Date.now() + 1);
});

test("JsonFileDriver writes times without zeros at their end", () => {
  using directory = new TemporaryDirectory();
  using log = new JsonFileDriver(openedFile(directory.at("ctr.json")));
  // One in ten ends in a zero.
  for (let count = 0; count < 300; count++) log.write("stdout", bytesOf("\n"));
  const times = recordsIn(directory.at("ctr.json")).map(({ time }) => time);
  expect(times.filter((time) => !/^[\d-]{10}T[\d:]{8}(\.\d{0,8}[1-9])?Z$/.test(time))).toEqual([]);
  expect(times.some((time) => time.length < "2026-01-01T00:00:00.123456789Z".length)).toBe(true);
});

/** How many records the log and its rotated files have after ten writes of about a hundred bytes. */
function limited(limits: Partial<LogLimits>): number[] {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.json");
  using log = new JsonFileDriver(openedFile(path, limits));
  log.write("stdout", bytesOf(`${"x".repeat(60)}\n`.repeat(10)));
  return [path, `${path}.1`, `${path}.2`].filter((file) => existsSync(file)).map((file) => recordsIn(file).length);
}

test("JsonFileDriver never splits a record at a limit", () => {
  const [size = 0] = [
    `{"log":"${"x".repeat(60)}\\n","stream":"stdout","time":"2026-01-01T00:00:00.123456789Z"}\n`.length,
  ];
  expect(limited({ fileSize: size * 4, keptFiles: 2 })).toEqual([2, 4, 4]);
  expect(limited({ fileSize: 1 })).toEqual([1]);
  expect(limited({ totalSize: size * 3 })).toEqual([3]);
});

test("JsonFileDriver reopens and syncs its file", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("ctr.json");
  using log = new JsonFileDriver(openedFile(path));
  log.write("stdout", bytesOf("a\n"));
  Bun.spawnSync(["mv", path, `${path}.old`]);
  log.reopen();
  log.write("stdout", bytesOf("b\n"));
  log.sync();
  expect(recordsIn(`${path}.old`).map((record) => record.log)).toEqual(["a\n"]);
  expect(recordsIn(path).map((record) => record.log)).toEqual(["b\n"]);
});

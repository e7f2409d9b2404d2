// Checks that entries do not depend on where a log's bytes are cut, and that what is no record is reported and skipped.
import { expect, test } from "bun:test";
import { jsonRecordParser } from "../../../../../src/engine/logs/json-record.ts";
import { k8sRecordParser } from "../../../../../src/engine/logs/k8s-record.ts";
import type { MalformedLine, RecordParser } from "../../../../../src/engine/logs/log-entry.ts";
import { LONGEST_RECORD, RecordReader } from "../../../../../src/engine/logs/record-reader.ts";
import { shortly } from "../../../../helpers/following.ts";
import { textOf } from "../../bytes.ts";
import { type Random, seeded } from "../../protocol/random.ts";
import { record } from "./made-logs.ts";

interface Read {
  readonly entries: readonly string[];
  readonly malformed: readonly MalformedLine[];
}

function readIn(parse: RecordParser, log: Uint8Array<ArrayBuffer>, sizes: () => number): Read {
  const malformed: MalformedLine[] = [];
  const reader = new RecordReader(parse, (line) => malformed.push(line));
  const entries: string[] = [];
  for (let at = 0; at < log.length; ) {
    const size = sizes();
    for (const entry of reader.feed("ctr.log", log.slice(at, at + size)))
      entries.push(`${entry.time.text} ${shortly(entry)}`);
    at += size;
  }
  reader.breakOff();
  return { entries, malformed };
}

/** Records of random bytes, with other lines between them; it may end in the middle of one. */
function randomK8sLog(random: Random): Uint8Array<ArrayBuffer> {
  let log = "";
  for (let count = random.integer(30); count > 0; count--) {
    const bytes = Uint8Array.from({ length: random.integer(60) }, () => random.integer(256)).filter((b) => b !== 10);
    const text = textOf(bytes);
    const good = record(text, random.pick(["F", "P"]), random.pick(["stdout", "stderr"]), random.integer(60));
    log += random.integer(5) === 0 ? `${text}\n` : good;
  }
  return Uint8Array.from(Buffer.from(log.slice(0, log.length - random.integer(20)), "latin1"));
}

function randomJsonLog(random: Random): Uint8Array<ArrayBuffer> {
  let log = "";
  for (let count = random.integer(30); count > 0; count--) {
    const text = random.pick(["a", "é漢😀", "\u0000\u001b", '"\\', ""]) + random.pick(["\n", ""]);
    const stream = random.pick(["stdout", "stderr", "stdin"]);
    log += `${JSON.stringify({ log: text, stream, time: "2026-11-22T12:00:00.5Z" })}\n`;
  }
  return Uint8Array.from(Buffer.from(log));
}

test("RecordReader gives the same entries however a k8s-file log is cut", () => {
  const random = seeded(1);
  for (let round = 0; round < 300; round++) {
    const log = randomK8sLog(random);
    const whole = readIn(k8sRecordParser(), log, () => log.length);
    expect(readIn(k8sRecordParser(), log, () => 1)).toEqual(whole);
    expect(readIn(k8sRecordParser(), log, () => 1 + random.integer(100))).toEqual(whole);
  }
});

test("RecordReader gives the same entries however a json-file log is cut", () => {
  const random = seeded(2);
  for (let round = 0; round < 100; round++) {
    const log = randomJsonLog(random);
    const whole = readIn(jsonRecordParser(), log, () => log.length);
    expect(readIn(jsonRecordParser(), log, () => 1 + random.integer(100))).toEqual(whole);
  }
});

test("RecordReader reports what is no record, where it is and how long, and goes on", () => {
  const malformed: MalformedLine[] = [];
  const reader = new RecordReader(k8sRecordParser(), (line) => malformed.push(line));
  const log = Buffer.from(`${record("a")}garbage\n${record("b")}half`);
  expect(reader.feed("ctr.log.1", Uint8Array.from(log)).map(shortly)).toEqual(["a", "b"]);
  reader.breakOff();
  expect(reader.feed("ctr.log", Uint8Array.from(Buffer.from(record("c")))).map(shortly)).toEqual(["c"]);
  expect(malformed).toEqual([
    { path: "ctr.log.1", reason: "is not a record", length: 7 },
    { path: "ctr.log.1", reason: "ends in the middle of a record", length: 4 },
  ]);
});

test("RecordReader skips a record without an end, however much comes of it", () => {
  const malformed: MalformedLine[] = [];
  const reader = new RecordReader(k8sRecordParser(), (line) => malformed.push(line));
  const piece = new Uint8Array(new ArrayBuffer(LONGEST_RECORD)).fill(0x61);
  for (let count = 0; count < 64; count++) expect(reader.feed("ctr.log", piece)).toEqual([]);
  expect(reader.feed("ctr.log", Uint8Array.from(Buffer.from(`\n${record("a")}`))).map(shortly)).toEqual(["a"]);
  expect(malformed).toEqual([
    { path: "ctr.log", reason: `is longer than ${LONGEST_RECORD} bytes`, length: 64 * LONGEST_RECORD },
  ]);
});

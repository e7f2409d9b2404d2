// Checks journal entries as journalctl prints them.
import { expect, test } from "bun:test";
import { JournalRecords } from "../../../../../src/engine/logs/journal-record.ts";
import type { LogEntry } from "../../../../../src/engine/logs/log-entry.ts";
import { shortly } from "../../../../helpers/following.ts";
import { bytesOf } from "../../bytes.ts";

const FIELDS = { MESSAGE: "text", PRIORITY: "6", __REALTIME_TIMESTAMP: "1795348800123456", __CURSOR: "s=1" };

function parsed(fields: object, records = new JournalRecords()): LogEntry | undefined {
  const bytes = bytesOf(JSON.stringify(fields));
  return records.parse(bytes, 0, bytes.length);
}

test("JournalRecords.parse() reads message, stream, time and partial messages", () => {
  const entry = parsed(FIELDS);
  expect(entry && shortly(entry)).toBe("text");
  expect(entry?.time.text).toBe("2026-11-22T12:00:00.123456000Z");
  const other = parsed({ ...FIELDS, PRIORITY: "3", CONTAINER_PARTIAL_MESSAGE: "true" });
  expect(other && shortly(other)).toBe("2:text+");
});

test("JournalRecords.parse() keeps bytes that are no text", () => {
  expect(parsed({ ...FIELDS, MESSAGE: [0, 10, 255] })?.bytes).toEqual(Uint8Array.of(0, 10, 255));
  expect(parsed({ ...FIELDS, MESSAGE: "" })?.bytes).toEqual(new Uint8Array(0));
});

test("JournalRecords.parse() refuses what is no entry of a container", () => {
  const { MESSAGE: _, ...silent } = FIELDS;
  for (const fields of [{}, silent, { ...FIELDS, MESSAGE: [256] }, { ...FIELDS, __REALTIME_TIMESTAMP: "now" }, []])
    expect(parsed(fields)).toBeUndefined();
  expect(new JournalRecords().parse(bytesOf("{"), 0, 1)).toBeUndefined();
});

test("JournalRecords.cursor is the last entry's", () => {
  const records = new JournalRecords();
  expect(records.cursor).toBeUndefined();
  for (const cursor of ["s=1", "s=2"]) parsed({ ...FIELDS, __CURSOR: cursor }, records);
  parsed({}, records);
  expect(records.cursor).toBe("s=2");
});

// Records of the json-file driver: one JSON object a line, in Docker's format (its jsonlog package).
import * as v from "valibot";
import type { LogEntry, RecordParser } from "./log-entry.ts";
import { LogTime } from "./log-time.ts";
import { parseJson } from "./parse-json.ts";

const NEWLINE = 0x0a;

/** Docker adds `attrs`, which say nothing about the output. */
const RecordSchema = v.object({ log: v.string(), stream: v.picklist(["stdout", "stderr"]), time: v.string() });

/** Reads the records of one log. */
export function jsonRecordParser(): RecordParser {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const encoder = new TextEncoder();

  return (bytes, start, end): LogEntry | undefined => {
    const record = v.safeParse(RecordSchema, parseJson(decoder.decode(bytes.subarray(start, end))));
    if (!record.success) return undefined;
    const time = LogTime.parse(record.output.time);
    if (time === undefined) return undefined;
    const text = encoder.encode(record.output.log);
    // The newline of the container's line is in the text; a piece of a line has none.
    const whole = text[text.length - 1] === NEWLINE;
    return { time, stream: record.output.stream, bytes: whole ? text.slice(0, -1) : text, partial: !whole };
  };
}

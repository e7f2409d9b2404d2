// Entries of the journal as journalctl prints them (`--output=json`), with the fields that the journald driver writes.
import * as v from "valibot";
import type { LogEntry, RecordParser, StreamName } from "./log-entry.ts";
import { LogTime } from "./log-time.ts";
import { parseJson } from "./parse-json.ts";

/** What is no text comes as a list of bytes. */
const TextOrBytes = v.union([v.string(), v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)))]);

const EntrySchema = v.object({
  MESSAGE: TextOrBytes,
  PRIORITY: v.optional(v.string()),
  CONTAINER_PARTIAL_MESSAGE: v.optional(v.string()),
  /** Microseconds since 1970. */
  __REALTIME_TIMESTAMP: v.pipe(v.string(), v.regex(/^\d{1,20}$/)),
  __CURSOR: v.string(),
});

/** LOG_ERR of syslog(3), which is what stderr is logged with; what is worse comes from `<N>` in front of a line. */
const ERROR_PRIORITY = 3;

/** Reads entries, and remembers the place of the last one. */
export class JournalRecords {
  /** For `--after-cursor`; undefined before the first entry. */
  cursor: string | undefined;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #encoder = new TextEncoder();

  readonly parse: RecordParser = (bytes, start, end): LogEntry | undefined => {
    const entry = v.safeParse(EntrySchema, parseJson(this.#decoder.decode(bytes.subarray(start, end))));
    if (!entry.success) return undefined;
    const { MESSAGE: message, ...fields } = entry.output;
    this.cursor = fields.__CURSOR;
    return {
      time: LogTime.of(BigInt(fields.__REALTIME_TIMESTAMP) * 1000n),
      stream: streamOf(fields.PRIORITY),
      bytes: typeof message === "string" ? this.#encoder.encode(message) : Uint8Array.from(message),
      partial: fields.CONTAINER_PARTIAL_MESSAGE === "true",
    };
  };
}

function streamOf(priority: string | undefined): StreamName {
  return priority !== undefined && Number(priority) <= ERROR_PRIORITY ? "stderr" : "stdout";
}

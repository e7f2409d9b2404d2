// The logs of a container as entries: one log, as much of it as is asked for, and what is still to come.
import type { LogTarget } from "../../protocol/log-target.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import { jsonRecordParser } from "./json-record.ts";
import { k8sRecordParser } from "./k8s-record.ts";
import type { LogEntry, MalformedLine } from "./log-entry.ts";
import { LogError } from "./log-error.ts";
import { type Moment, nanosecondsOfMoment, parseSince, parseUntil } from "./moment.ts";
import { readFiles } from "./read-files.ts";
import { readJournal } from "./read-journal.ts";

/** What is wanted of a log. The timeout and the signal are for all of it. */
export interface LogOptions extends Waiting {
  /** Goes on with what is added, until `ended` or `until`. The log need not be there yet. */
  readonly follow?: boolean;
  /** Only the last lines; what else is asked for is asked of these. Pieces of one line count as one line. */
  readonly tail?: number;
  /** Leaves out what is older. Text is read as `parseSince` does. */
  readonly since?: Moment;
  /** Leaves out what is younger, and ends the following when that moment has come. Text is read as `parseUntil` does. */
  readonly until?: Moment;
  /** Settles when the container has ended: following then reads the rest, and stops. */
  readonly ended?: Promise<unknown>;
  /** Told of every line that is skipped because it is no record. */
  readonly onMalformed?: (line: MalformedLine) => void;
  /** The container's full id: the journal is everybody's. */
  readonly id?: string;
}

/**
 * Reads a container's log, oldest entry first. Files that were rotated away (`PATH.1`, `PATH.2` …) belong to it. It is
 * read while the iteration goes on; ending that (`break`) closes everything. What waits for more ends by the signal.
 *
 * What is followed comes once each and in order, also through rotations, for as long as the files are there when the
 * reader gets to them: a rotated file until as many newer ones have taken its place as the writer keeps, a replaced one
 * (`--log-size-max` without `--log-rotate`) as long as it is open here, so that only one which was both begun and
 * replaced between two looks is lost. A file that is cut in place is read from its beginning again; what was cut off
 * unread is lost, and a file that grows beyond where the reader was before it looks again is read on from there.
 *
 * @throws {LogError} when this driver's logs cannot be read, or an option makes no sense; while iterating, when the log
 *   cannot be opened
 *
 * @example
 * ```ts
 * const log = parseLogTarget("k8s-file:/run/web/log");
 * for await (const { stream, bytes } of readLogs(log, { tail: 10, follow: true, signal: AbortSignal.timeout(5000) })) {
 *   process[stream].write(bytes);
 * }
 * ```
 */
export function readLogs(target: LogTarget, options: LogOptions = {}): AsyncIterable<LogEntry> {
  const { tail } = options;
  if (tail !== undefined && !(Number.isInteger(tail) && tail >= 0)) {
    throw new LogError(`Cannot read the last ${tail} lines of a log: it must be a whole number, 0 or more`);
  }
  const since = options.since === undefined ? undefined : nanosecondsOfMoment(options.since, parseSince);
  const until = options.until === undefined ? undefined : nanosecondsOfMoment(options.until, parseUntil);
  return entriesBetween(batchesOf(target, { ...options, until }), since, until);
}

type Batches = AsyncIterable<readonly LogEntry[]>;

function batchesOf(target: LogTarget, options: Omit<LogOptions, "until"> & { until: bigint | undefined }): Batches {
  switch (target.driver) {
    case "k8s-file":
      return readFiles({ ...options, path: target.path, parse: k8sRecordParser() });
    case "json-file":
      return readFiles({ ...options, path: target.path, parse: jsonRecordParser() });
    case "journald":
      if (options.id !== undefined) return readJournal({ ...options, id: options.id });
      throw new LogError("Cannot read logs from the journal without the container's id");
    case "none":
    case "passthrough":
      throw new LogError(`Cannot read logs: the log driver ${target.driver} does not support reading them`);
  }
}

async function* entriesBetween(
  batches: Batches,
  since: bigint | undefined,
  until: bigint | undefined,
): AsyncGenerator<LogEntry, void, undefined> {
  for await (const batch of batches) {
    for (const entry of batch) {
      if (since !== undefined && entry.time.nanoseconds < since) continue;
      if (until !== undefined && entry.time.nanoseconds > until) continue;
      yield entry;
    }
  }
}

// Reads a log that lies in files: what is there, and, when it is followed, what is added, through rotation and truncation.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { FollowEnd, type FollowEndSources } from "./follow-end.ts";
import { LogCursor } from "./log-cursor.ts";
import type { LogEntry, MalformedLine, RecordParser } from "./log-entry.ts";
import { LogError } from "./log-error.ts";
import { LogWatch } from "./log-watch.ts";
import type { OpenLog } from "./open-log.ts";
import { RecordReader } from "./record-reader.ts";
import { seekLastLines } from "./tail.ts";

const READ_SIZE = 256 * 1024;

/** One log and what is wanted of it. */
export interface FileReading extends Waiting, FollowEndSources {
  readonly path: string;
  readonly parse: RecordParser;
  readonly follow?: boolean | undefined;
  /** Only the last lines, and what is added to them. */
  readonly tail?: number | undefined;
  readonly onMalformed?: ((line: MalformedLine) => void) | undefined;
}

/**
 * Yields the entries in the batches in which they are read.
 *
 * @throws {LogError} when the log cannot be read, or is not there and is not followed
 * @throws {TimeoutError} or the signal's reason
 */
export async function* readFiles(reading: FileReading): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const { path, parse, follow = false, tail } = reading;
  using deadline = new Deadline(`the end of log ${JSON.stringify(path)}`, reading);
  using end = new FollowEnd(follow ? reading : {});
  // Before the first look, so that nothing happens in between.
  using watch = follow ? new LogWatch(path) : undefined;
  using cursor = new LogCursor(path);
  if (!follow) freeze(cursor, path);
  if (tail !== undefined) seekLastLines(cursor, tail, parse);

  const reader = new RecordReader(parse, reading.onMalformed);
  const buffer = new Uint8Array(new ArrayBuffer(READ_SIZE));
  const wake = AbortSignal.any([deadline.signal, end.signal]);
  for (;;) {
    // What is true before the file is read to its end is true for all that is in it; asked afterwards, it would not be.
    const isLast = !cursor.isComplete();
    const isOver = !follow || end.reached || !existsSync(dirname(path));
    const { file } = cursor;
    if (file !== undefined) {
      watch?.watch(file);
      yield* readOn(file, { reader, buffer, signal: deadline.signal });
    }
    if (!isLast) {
      reader.breakOff();
      cursor.advance();
    } else if (isOver) {
      if (follow) reader.breakOff();
      return;
    } else {
      await changeOrEnd(watch, wake, deadline.signal);
    }
  }
}

function freeze(cursor: LogCursor, path: string): void {
  if (cursor.file === undefined) throw new LogError(`Cannot open log ${JSON.stringify(path)}: ENOENT`);
  cursor.freeze();
}

interface ReadingOn {
  readonly reader: RecordReader;
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

/** Reads a file to its present end. */
async function* readOn(file: OpenLog, { reader, buffer, signal }: ReadingOn): AsyncGenerator<readonly LogEntry[]> {
  for (;;) {
    signal.throwIfAborted();
    const count = file.read(buffer);
    if (count > 0) {
      const entries = reader.feed(file.path, buffer.subarray(0, count));
      if (entries.length > 0) yield entries;
    } else if (file.rewindIfCut()) {
      reader.breakOff();
    } else {
      return;
    }
    // A log that is all there would otherwise keep timers and signals waiting until it has been read.
    if (count === buffer.length) await setImmediate();
  }
}

async function changeOrEnd(watch: LogWatch | undefined, wake: AbortSignal, deadline: AbortSignal): Promise<void> {
  try {
    await watch?.changed(wake);
  } catch (error) {
    deadline.throwIfAborted();
    if (!wake.aborted) throw error;
  }
}

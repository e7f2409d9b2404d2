// What a log gives: one record of a container's output.
import type { LogTime } from "./log-time.ts";

/** Which of the container's two outputs bytes came from. With a terminal, everything is stdout. */
export type StreamName = "stdout" | "stderr";

/** A line, or a piece of one. */
export interface LogEntry {
  /** When the monitor read it from the container. */
  readonly time: LogTime;
  readonly stream: StreamName;
  /** As the container wrote them, without the newline. They are the caller's. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether the line goes on in this stream's next entry. */
  readonly partial: boolean;
}

/** A line of a log that is no record: something else has written to the file, or a write was cut short. */
export interface MalformedLine {
  /** Where it is; a rotated file keeps the name it had when it was opened. */
  readonly path: string;
  /** What is wrong with it. */
  readonly reason: string;
  /** Its length in bytes. */
  readonly length: number;
}

/** Takes a record apart: the bytes from `start` to before `end`, without their newline. @returns undefined for none */
export type RecordParser = (bytes: Uint8Array<ArrayBuffer>, start: number, end: number) => LogEntry | undefined;

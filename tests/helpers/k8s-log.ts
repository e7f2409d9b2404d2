// Reads a k8s-file log the way engines do.
import { readFileSync } from "node:fs";

export interface LogRecord {
  readonly time: string;
  readonly stream: "stdout" | "stderr";
  readonly tag: "P" | "F";
  readonly text: string;
}

const RECORD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}[+-]\d\d:\d\d) (stdout|stderr) ([PF]) (.*)$/s;

/** @throws {Error} for a line that is no record: engines lose the rest of the log there */
export function readLog(path: string): LogRecord[] {
  const lines = readFileSync(path, "latin1").split("\n");
  if (lines.pop() !== "") throw new Error(`${path} does not end with a newline`);
  return lines.map(parseRecord);
}

/** What the container wrote to one stream, put together again. */
export function outputIn(records: readonly LogRecord[], stream: LogRecord["stream"]): string {
  return records
    .filter((record) => record.stream === stream)
    .map(({ tag, text }) => (tag === "F" ? `${text}\n` : text))
    .join("");
}

function parseRecord(line: string): LogRecord {
  const [, time = "", stream, tag, text = ""] = RECORD.exec(line) ?? [];
  if (stream === undefined) throw new Error(`not a log record: ${JSON.stringify(line.slice(0, 200))}`);
  return { time, stream: stream === "stdout" ? "stdout" : "stderr", tag: tag === "F" ? "F" : "P", text };
}

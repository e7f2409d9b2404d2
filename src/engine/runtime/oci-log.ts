// The file in which an OCI runtime leaves why it failed (`--log FILE --log-format=json`).
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { lastError, parseLogLines } from "./log-line.ts";

/** Bytes from the end: with debug messages the file may be long, and errors come last. */
const TAIL = 64 * 1024;

/**
 * The runtime's own words for its failure: its last error, or its last message when it has logged no error. Lines
 * that are no log lines, such as half of one, are passed over.
 *
 * @returns undefined when there is no such file, no permission to read it, or no message in it
 */
export function readOciLog(path: string): string | undefined {
  try {
    const lines = parseLogLines(tailOf(path));
    return lastError(lines) ?? lines.at(-1)?.message;
  } catch {
    // The caller has the failure itself, and an error about the log would hide it.
    return undefined;
  }
}

function tailOf(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL));
    return buffer.toString("utf8", 0, readSync(file, buffer, 0, buffer.length, Math.max(0, size - TAIL)));
  } finally {
    closeSync(file);
  }
}

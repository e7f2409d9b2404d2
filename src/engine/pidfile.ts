// The files in which the runtime leaves the container's pid, and the monitor its own.
import { O_NONBLOCK, O_RDONLY } from "../../ffi/constants.ts";
import { ENOENT, SystemError } from "../../ffi/errno.ts";
import { open } from "../../ffi/file.ts";
import { readToEnd } from "../../ffi/io.ts";
import { decodeOsString } from "../../ffi/os-string.ts";

/** What the file says. */
export type Pidfile =
  | { readonly kind: "pid"; readonly pid: number }
  /** It is not there: nobody was asked to write it, or it could not be written. */
  | { readonly kind: "missing" }
  /** Why it is of no use, and the error when it could not even be read. */
  | { readonly kind: "unreadable"; readonly problem: string; readonly cause?: SystemError };

/** What is longer is no pid, and not read. */
const MOST_BYTES = 32;

/** Reads it. Never throws: a container is not worse for a monitor whose pid nobody knows. */
export function readPidfile(path: string): Pidfile {
  try {
    // Non-blocking: a FIFO there would otherwise hold us up until somebody writes to it.
    using file = open(path, O_RDONLY | O_NONBLOCK);
    const text = decodeOsString(readToEnd(file, MOST_BYTES));
    // Linux knows no pid of more than seven digits (PID_MAX_LIMIT).
    if (/^[1-9]\d{0,6}\s*$/.test(text)) return { kind: "pid", pid: Number(text) };
    return { kind: "unreadable", problem: `Not a pid in ${JSON.stringify(path)}: ${JSON.stringify(text)}` };
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    if (cause.errno === ENOENT) return { kind: "missing" };
    return { kind: "unreadable", problem: `Cannot read ${JSON.stringify(path)}: ${cause.code}`, cause };
  }
}

/** The pid in it, undefined when there is none. */
export function pidIn(path: string): number | undefined {
  const found = readPidfile(path);
  return found.kind === "pid" ? found.pid : undefined;
}

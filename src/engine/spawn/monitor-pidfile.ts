// The file in which the monitor leaves its own pid.
import { readFileSync } from "node:fs";

/** What the file says. */
export type MonitorPid =
  | { readonly kind: "pid"; readonly pid: number }
  /** It is not there: nobody was asked to write it, or it could not be written. */
  | { readonly kind: "missing" }
  /** Why it is of no use. */
  | { readonly kind: "unreadable"; readonly problem: string };

/** Reads it. Never throws: a container is not worse for a monitor whose pid nobody knows. */
export function readMonitorPidfile(path: string): MonitorPid {
  try {
    const text = readFileSync(path, "latin1");
    // Linux knows no pid of more than seven digits (PID_MAX_LIMIT).
    if (/^[1-9]\d{0,6}\s*$/.test(text)) return { kind: "pid", pid: Number(text) };
    return {
      kind: "unreadable",
      problem: `Not a pid in ${JSON.stringify(path)}: ${JSON.stringify(text.slice(0, 40))}`,
    };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { kind: "missing" };
    return { kind: "unreadable", problem: `Cannot read ${JSON.stringify(path)}: ${String(error)}` };
  }
}

/** The pid in it, undefined when there is none. */
export function monitorPidIn(path: string): number | undefined {
  const found = readMonitorPidfile(path);
  return found.kind === "pid" ? found.pid : undefined;
}

// What /proc says of the processes that the tests have started.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** R, S, D, Z … */
  readonly state: string;
}

/** Everything that descends from this process, zombies too. This process is a subreaper: nothing escapes it. */
export function descendants(): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const family = new Set([process.pid]);
  const found: Process[] = [];
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of all) {
      if (family.has(one.pid) || !family.has(one.parent)) continue;
      family.add(one.pid);
      found.push(one);
      grown = true;
    }
  }
  return found;
}

/** Undefined when there is no such process. */
export function processOf(pid: number): Process | undefined {
  const stat = contentOf(`/proc/${pid}/stat`);
  const match = /^\d+ \((.*)\) (\S) (\d+)/s.exec(stat);
  if (match === null) return undefined;
  return { pid, name: match[1] ?? "", state: match[2] ?? "", parent: Number(match[3]) };
}

/** A field of /proc/PID/status, such as `VmRSS` or `voluntary_ctxt_switches`. */
export function statusField(pid: number | `${number}/task/${string}`, name: string): string {
  const match = new RegExp(`^${name}:\\s*(.*)$`, "m").exec(contentOf(`/proc/${pid}/status`));
  if (match?.[1] === undefined) throw new Error(`/proc/${pid}/status has no ${name}`);
  return match[1].trim();
}

export function environmentOf(pid: number): string[] {
  return contentOf(`/proc/${pid}/environ`).split("\0").filter(Boolean);
}

/** Arguments, with a space between them, as ps shows them to everybody. */
export function commandLineOf(pid: number): string {
  return contentOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** Numbers of the open descriptors and what they are. */
export function openFiles(pid: number | "self"): Map<number, string> {
  const files = new Map<number, string>();
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    try {
      files.set(Number(name), readlinkSync(`/proc/${pid}/fd/${name}`));
    } catch {
      // closed since: that of the listing itself
    }
  }
  return files;
}

/** Processor time in clock ticks (100 a second), of the program and of the kernel for it. */
export function processorTime(pid: number): number {
  const fields = contentOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

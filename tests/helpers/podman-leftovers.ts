// What containers have left on the machine when they are removed: processes, mounts, cgroups, files.

import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { pidFd } from "../../ffi/process.ts";
import { becomesReadable } from "./deadline.ts";
import { eventsFile } from "./podman-configuration.ts";

/** Milliseconds that a process has for its end: a monitor still runs the exit command when its container is removed. */
const PATIENCE = 10_000;

export interface Traces {
  /** The temporary directory. */
  readonly directory: string;
  /** Ids of all containers and pods that ever were. */
  readonly ids: readonly string[];
  /** A process that is to stay: the janitor. */
  readonly janitor: number;
}

/** The ids of all containers and pods that were ever created, from the log of events. */
export function containerIds(directory: string): string[] {
  const file = eventsFile(directory);
  if (!existsSync(file)) return [];
  const ids = readFileSync(file, "utf8").matchAll(/"ID":"([0-9a-f]{64})"/g);
  return [...new Set(Array.from(ids, ([, id = ""]) => id))];
}

/** One line for each thing that is left; those that end by themselves are waited for. */
export function leftovers({ directory, ids, janitor }: Traces): string[] {
  const marks = [directory, ...ids];
  const remaining = (): number[] => processes(marks).filter((pid) => pid !== janitor);
  for (const pid of remaining()) awaitEnd(pid);
  const isMarked = (text: string): boolean => marks.some((mark) => text.includes(mark));
  return [
    ...remaining().map((pid) => `process ${pid}: ${commandOf(pid)}`),
    ...read("/proc/self/mountinfo")
      .split("\n")
      .filter(isMarked)
      .map((line) => `mount ${line}`),
    ...cgroups("/sys/fs/cgroup")
      .filter((path) => isMarked(path) && !removeEmpty(path))
      .map((path) => `cgroup ${path}`),
    ...["tmp", "run/exits", "run/persist", "run/socket"].flatMap((name) => entries(join(directory, name))),
  ];
}

/** Waits for the end of a process that is no child of ours. @returns when it has ended, or the time is up */
export function awaitEnd(pid: number): void {
  try {
    using end = pidFd(pid);
    becomesReadable(end, PATIENCE);
  } catch {
    // It has ended meanwhile.
  }
}

/** Takes away mounts that would keep a directory from being removed. */
export function unmountBelow(directory: string): void {
  const points = read("/proc/self/mountinfo")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "");
  const below = points.filter((point) => point.startsWith(`${directory}/`));
  for (const point of below.toReversed()) Bun.spawnSync(["umount", "--lazy", point]);
}

/** Processes whose arguments, environment or cgroup bear one of the marks; the dead that nobody has reaped do not count. */
function processes(marks: readonly string[]): number[] {
  const pids = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
  return pids.filter((pid) => {
    const traces = ["cmdline", "environ", "cgroup"].map((name) => read(`/proc/${pid}/${name}`)).join("\0");
    return marks.some((mark) => traces.includes(mark)) && !/^State:\s*Z/m.test(read(`/proc/${pid}/status`));
  });
}

function commandOf(pid: number): string {
  const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
  try {
    return command === "" ? readlinkSync(`/proc/${pid}/exe`) : command;
  } catch {
    return "that has just ended";
  }
}

/** All directories below one, children first; they appear and vanish while we look. */
function cgroups(directory: string): string[] {
  try {
    const children = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const paths = children.map((entry) => join(directory, entry.name));
    return paths.flatMap((path) => [...cgroups(path), path]);
  } catch {
    return [];
  }
}

/** Podman leaves the empty cgroups of pods behind, whatever the monitor; only one with processes cannot be removed. */
function removeEmpty(cgroup: string): boolean {
  try {
    rmdirSync(cgroup);
    return true;
  } catch {
    return false;
  }
}

function entries(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).map((name) => `file ${join(directory, name)}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Processes end while we look.
    return "";
  }
}

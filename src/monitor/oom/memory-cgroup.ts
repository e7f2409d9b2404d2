// Where the kernel accounts a process's memory: the cgroup of version 1 or 2, out of /proc/PID/cgroup.

export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** Its directory. */
  readonly path: string;
}

/** Where the hierarchies are mounted, on every distribution. */
export const CGROUP_ROOT = "/sys/fs/cgroup";

/**
 * Finds the memory cgroup. On a hybrid system, where both versions are mounted, the memory controller belongs to one of
 * them: a line of version 1 that names it wins.
 *
 * @param listing the text of /proc/PID/cgroup (cgroups(7)): lines `ID:CONTROLLERS:PATH`
 * @param root the mount point
 * @returns undefined when memory is not accounted
 */
export function memoryCgroup(listing: string, root = CGROUP_ROOT): MemoryCgroup | undefined {
  let unified: MemoryCgroup | undefined;
  for (const line of listing.split("\n")) {
    const [id, controllers, ...rest] = line.split(":");
    const path = rest.join(":");
    if (controllers?.split(",").includes("memory")) return { version: 1, path: `${root}/memory${path}` };
    if (id === "0" && controllers === "") unified = { version: 2, path: `${root}${path}` };
  }
  return unified;
}

/**
 * How often the memory ran out.
 *
 * @param counters the text of memory.events (version 2) or memory.oom_control (version 1)
 * @returns the sum of `oom` and `oom_kill`, and of `under_oom`: with the killer disabled, a cgroup just stays there
 */
export function oomCount(counters: string): number {
  let count = 0;
  for (const line of counters.split("\n")) {
    const [name, value] = line.split(" ");
    if (name === "oom" || name === "oom_kill" || name === "under_oom") count += Number(value) || 0;
  }
  return count;
}

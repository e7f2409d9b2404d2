// Whether a process is in a cgroup that belongs to a user, because systemd has delegated it to him.
import { statSync } from "node:fs";
import { join } from "node:path";
import { type Hierarchy, keptBySystemd } from "./hierarchies.ts";

/** @param hierarchies of the process @param uid who would own its cgroups, on all hierarchies that systemd keeps */
export function isOwnCgroup(hierarchies: readonly Hierarchy[], uid: number): boolean {
  const systemd = keptBySystemd(hierarchies);
  return systemd.length > 0 && systemd.every(({ mountPoint, path }) => ownerOf(join(mountPoint, path)) === uid);
}

function ownerOf(directory: string): number | undefined {
  // Where only a part of the hierarchy is mounted, the path leads nowhere.
  return statSync(directory, { throwIfNoEntry: false })?.uid;
}

// The cgroups of the tests' containers, on every hierarchy.
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { basename, join } from "node:path";
import { PREFIX } from "./directories.ts";

const MOUNT = "/sys/fs/cgroup";

/** A cgroup of its own, named after the test's directory. */
export function cgroupPathOf(root: string): string {
  return `/${basename(root)}`;
}

/** Removes an empty cgroup from all hierarchies. */
export function removeCgroups(path: string): void {
  for (const folder of hierarchies().map((hierarchy) => join(hierarchy, path))) {
    if (existsSync(folder)) rmdirSync(folder);
  }
}

/** The cgroups that tests have made and not removed. */
export function cgroupsOfTests(): string[] {
  return hierarchies().flatMap((hierarchy) =>
    readdirSync(hierarchy)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => join(hierarchy, name)),
  );
}

/** The one of version 2, or each of version 1. */
export function hierarchies(): string[] {
  if (existsSync(join(MOUNT, "cgroup.procs"))) return [MOUNT];
  if (!existsSync(MOUNT)) return [];
  return readdirSync(MOUNT).map((name) => join(MOUNT, name));
}

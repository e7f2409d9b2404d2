// Which cgroups a container and its monitor get.
import { existsSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { hierarchiesOf } from "../../../engine/cgroup/hierarchies.ts";
import type { CgroupPlacement } from "../../../engine/cgroup/placement.ts";
import type { ContainerConfig } from "../state/container-config.ts";

/** Below it each container has a cgroup of its own, and all monitors have one together. */
const PARENT = "/ctrun";

type Manager = ContainerConfig["cgroupManager"];

export interface CgroupSurroundings {
  readonly uid: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Who makes the cgroups when nobody says so. For root the cgroup file system, which needs nobody else. An ordinary user
 * may make none, but can have them made by systemd, where that runs for this user.
 */
export function defaultCgroupManager({ uid, environment }: CgroupSurroundings): Manager {
  if (uid === 0) return "cgroupfs";
  const bus = `${environment["XDG_RUNTIME_DIR"] ?? ""}/bus`;
  return existsSync("/run/systemd/system") && existsSync(bus) ? "systemd" : "disabled";
}

/** For config.json; undefined: the container stays in its monitor's. */
export function cgroupsPath(manager: Manager, id: string, uid: number): string | undefined {
  if (manager === "cgroupfs") return `${PARENT}/${id}`;
  return manager === "systemd" ? `${slice(uid)}:ctrun:${id}` : undefined;
}

/** For the monitor. */
export function monitorPlacement(manager: Manager, uid: number): CgroupPlacement {
  if (manager === "cgroupfs") return { manager, parent: PARENT };
  return manager === "systemd" ? { manager, parent: slice(uid) } : { manager };
}

function slice(uid: number): string {
  return uid === 0 ? "machine.slice" : "user.slice";
}

/**
 * Removes the cgroup of a container that nothing runs in: a runtime that was killed while it created the container knows
 * nothing of it, and leaves it.
 */
export function removeContainerCgroup(manager: Manager, id: string): void {
  if (manager !== "cgroupfs") return;
  for (const { mountPoint } of hierarchiesOf(process.pid)) {
    try {
      rmdirSync(join(mountPoint, PARENT, id));
    } catch (error) {
      const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!gone) throw new Error(`Cannot remove the cgroup of container ${id}: ${String(error)}`, { cause: error });
    }
  }
}

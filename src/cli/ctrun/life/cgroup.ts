// Which cgroups a container and its monitor get.
import { existsSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { hierarchiesOf } from "../../../engine/cgroup/hierarchies.ts";
import type { CgroupPlacement } from "../../../engine/cgroup/placement.ts";
import type { ContainerConfig } from "../state/container-config.ts";

/** What is kept of it. */
export type CgroupConfig = Pick<ContainerConfig, "cgroupManager" | "cgroupParent">;

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

/**
 * Below which cgroup each container has one of its own, and all monitors have one together, when nobody says so.
 */
export function defaultCgroupParent(manager: Manager, uid: number): string {
  if (manager === "disabled") return "";
  if (manager === "cgroupfs") return "/ctrun";
  return uid === 0 ? "machine.slice" : "user.slice";
}

/** For config.json; undefined: the container stays in its monitor's. */
export function cgroupsPath({ cgroupManager, cgroupParent }: CgroupConfig, id: string): string | undefined {
  if (cgroupManager === "cgroupfs") return join("/", cgroupParent, id);
  return cgroupManager === "systemd" ? `${cgroupParent}:ctrun:${id}` : undefined;
}

/** For the monitor. */
export function monitorPlacement({ cgroupManager: manager, cgroupParent: parent }: CgroupConfig): CgroupPlacement {
  return manager === "disabled" ? { manager } : { manager, parent };
}

/**
 * Removes the cgroup of a container that nothing runs in: a runtime that was killed while it created the container knows
 * nothing of it, and leaves it.
 */
export function removeContainerCgroup(config: CgroupConfig, id: string): void {
  const path = config.cgroupManager === "cgroupfs" ? cgroupsPath(config, id) : undefined;
  if (path === undefined) return;
  for (const { mountPoint } of hierarchiesOf(process.pid)) {
    try {
      rmdirSync(join(mountPoint, path));
    } catch (error) {
      const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!gone) throw new Error(`Cannot remove the cgroup of container ${id}: ${String(error)}`, { cause: error });
    }
  }
}

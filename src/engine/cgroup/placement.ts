// Where a monitor is accounted: next to its container's cgroup, not in the engine's, which may end long before it.

import { join } from "node:path";
import { messageOf } from "../../../ffi/errno.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { controlling, hierarchiesOf } from "./hierarchies.ts";
import { joinCgroup } from "./join-cgroup.ts";
import { isOwnCgroup } from "./ownership.ts";
import { isJobOf, isUnitExists, startScope } from "./scope.ts";
import { connectSystemd, type SystemdSocket, systemdSockets } from "./systemd-bus.ts";

/** Who makes the monitor's cgroup. */
export type CgroupPlacement =
  | {
      readonly manager: "cgroupfs";
      /** A path from the root of the hierarchies, such as `/libpod_parent`; the monitor's cgroup is `conmon` in it. */
      readonly parent: string;
    }
  | {
      readonly manager: "systemd";
      /** A slice, or a path that ends in one: `machine.slice`, `/user.slice/user-1000.slice`. */
      readonly parent: string;
      /** Where systemd listens; without it, where it does for this user. */
      readonly sockets?: readonly SystemdSocket[];
    }
  /** The monitor stays in the engine's cgroup. */
  | { readonly manager: "disabled" };

/** Milliseconds after which a container does without its scope; systemd's own clients wait 25 seconds for an answer. */
const SYSTEMD_TIMEOUT = 10_000;

/**
 * Moves a monitor into its cgroup, before it starts anything. What does not work is no reason to fail: the container is
 * accounted in a cgroup of its own in any case.
 *
 * An ordinary user whose cgroup is his own (one that systemd has delegated) leaves the monitor where it is, as in Podman.
 *
 * @param pid the monitor, which waits for its start byte
 * @param id of the container; systemd's unit is named after it
 * @param waiting for systemd; the timeout is 10 seconds when none is given
 * @returns warnings
 *
 * @example
 * ```ts
 * const placement: CgroupPlacement = { manager: "cgroupfs", parent: "/my-engine" };
 * for (const warning of await placeMonitor(child.pid, "web", placement)) console.warn(warning);
 * ```
 */
export async function placeMonitor(
  pid: number,
  id: string,
  placement: CgroupPlacement,
  waiting: Waiting = {},
): Promise<readonly string[]> {
  if (placement.manager === "disabled") return [];
  try {
    const uid = process.getuid?.() ?? 0;
    const hierarchies = hierarchiesOf(pid);
    if (uid !== 0 && isOwnCgroup(hierarchies, uid)) return [];
    if (placement.manager === "cgroupfs")
      return joinCgroup(pid, monitorCgroup(placement.parent), controlling(hierarchies));
    return await placeInScope(pid, id, placement, { timeout: SYSTEMD_TIMEOUT, ...waiting });
  } catch (error) {
    return [`Cannot move monitor ${pid} into a cgroup of its own: ${messageOf(error)}`];
  }
}

/** The path of the cgroup that all monitors below a parent share. */
export function monitorCgroup(parent: string): string {
  return join("/", parent, "conmon");
}

async function placeInScope(
  pid: number,
  id: string,
  { parent, sockets }: CgroupPlacement & { readonly manager: "systemd" },
  waiting: Waiting,
): Promise<readonly string[]> {
  const name = `libpod-conmon-${id}.scope`;
  const scope = { name, slice: sliceOf(parent), description: `Monitor of container ${id}`, pid };
  try {
    using deadline = new Deadline(`systemd to start ${name}`, waiting);
    const candidates = sockets ?? systemdSockets(process.env, process.getuid?.() ?? 0);
    using systemd = await connectSystemd(candidates, isJobOf(name), deadline.signal);
    await startScope(systemd, scope, deadline.signal);
    return [];
  } catch (error) {
    const why = isUnitExists(error)
      ? `an earlier unit of that name has not been cleaned up (${messageOf(error)})`
      : messageOf(error);
    return [`Cannot move monitor ${pid} into ${name}: ${why}`];
  }
}

/** A unit has a name, not a path: the slices above it are in the name, `a-b.slice` is below `a.slice`. */
function sliceOf(parent: string): string {
  return parent.endsWith(".slice") ? parent.slice(parent.lastIndexOf("/") + 1) : parent;
}

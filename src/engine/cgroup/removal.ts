// Taking the monitors' cgroup away when the last of them has ended: the kernel does not do it by itself.
import { dirname, join } from "node:path";
import { EPOLLIN } from "../../../ffi/constants.ts";
import { ESRCH, messageOf, SystemError } from "../../../ffi/errno.ts";
import { pidFd } from "../../../ffi/process.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { ready } from "../../waiting/ready.ts";
import { controlling, type Hierarchy, hierarchiesOf } from "./hierarchies.ts";
import { type CgroupPlacement, monitorCgroup } from "./placement.ts";
import { removeCgroup } from "./remove-cgroup.ts";

export interface RemovalOptions extends Waiting {
  /** The container's monitor, which may still be about to end; its end is waited for. */
  readonly monitorPid?: number;
  /** Whether the parent goes, too, when nothing else is in it: for an engine whose own it is. */
  readonly parentToo?: boolean;
}

/** Milliseconds: a monitor that has written the exit file has an exit command to run, at most. */
const REMOVAL_TIMEOUT = 10_000;

/**
 * Removes the cgroup that `placeMonitor` has made for the monitors below a parent, unless another container's monitor is in
 * it. Systemd removes its scopes itself.
 *
 * @param options the timeout is 10 seconds when none is given
 * @returns warnings: what could not be removed, and why
 *
 * @example
 * ```ts
 * const cgroup: CgroupPlacement = { manager: "cgroupfs", parent: "/my-engine" };
 * const container = await createContainer({ place, cgroup });
 * await container.start();
 * await container.wait();
 * const { monitorPid } = container;
 * await removePlacement(cgroup, { parentToo: true, ...(monitorPid === undefined ? {} : { monitorPid }) });
 * ```
 */
export async function removePlacement(
  placement: CgroupPlacement,
  options: RemovalOptions = {},
): Promise<readonly string[]> {
  if (placement.manager !== "cgroupfs") return [];
  const path = monitorCgroup(placement.parent);
  const paths = options.parentToo === true && dirname(path) !== "/" ? [path, dirname(path)] : [path];
  using deadline = new Deadline(`the processes in cgroup "${path}" to end`, { timeout: REMOVAL_TIMEOUT, ...options });
  try {
    if (options.monitorPid !== undefined) await endOf(options.monitorPid, deadline.signal);
    const hierarchies = controlling(hierarchiesOf(process.pid));
    const warnings = await Promise.all(hierarchies.map((hierarchy) => remove(paths, hierarchy, deadline.signal)));
    return warnings.flat();
  } catch (error) {
    return [`Cannot remove cgroup "${path}": ${messageOf(error)}`];
  }
}

async function endOf(pid: number, signal: AbortSignal): Promise<void> {
  try {
    using process = pidFd(pid);
    await ready(process, EPOLLIN, signal);
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== ESRCH) throw error;
  }
}

/** @param paths the inner one first @returns a warning, or none */
async function remove(
  paths: readonly string[],
  { mountPoint, version }: Hierarchy,
  signal: AbortSignal,
): Promise<string[]> {
  for (const path of paths) {
    const directory = join(mountPoint, path);
    try {
      if ((await removeCgroup(directory, version, signal)) === "used") return [];
    } catch (error) {
      return [`Cannot remove cgroup "${directory}": ${messageOf(error)}`];
    }
  }
  return [];
}

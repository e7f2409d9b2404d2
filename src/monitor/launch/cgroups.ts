// The cgroups of the second process: those that the engine has moved the first one into since it started the second.
import { readFile, writeExisting } from "../../../ffi/file.ts";
import { decodeOsString } from "../../../ffi/os-string.ts";

/** Where the hierarchies are mounted, on every distribution. */
const CGROUP_ROOT = "/sys/fs/cgroup";

/**
 * Moves a child into the cgroups of this process, where it is not in them already.
 *
 * @param root the mount point
 * @returns false when it cannot be moved: for want of rights, or because the hierarchy is mounted somewhere else
 */
export function bringAlong(pid: number, root = CGROUP_ROOT): boolean {
  const ours = cgroupsOf("self");
  const theirs = cgroupsOf(pid);
  if (ours === theirs) return true;
  const known = new Set(theirs.split("\n"));
  for (const line of ours.split("\n")) {
    if (!known.has(line)) moveInto(line, pid, root);
  }
  // What counts is what the kernel says now.
  return cgroupsOf(pid) === ours;
}

/** The text of /proc/PID/cgroup (cgroups(7)): lines `ID:CONTROLLERS:PATH`. */
function cgroupsOf(process: number | "self"): string {
  return decodeOsString(readFile(`/proc/${process}/cgroup`));
}

function moveInto(line: string, pid: number, root: string): void {
  const [, controllers = "", ...rest] = line.split(":");
  const path = rest.join(":");
  // Version 2 is the whole mount, or a directory of it beside those of version 1.
  const hierarchies = controllers === "" ? ["", "/unified"] : [`/${controllers.replace(/^name=/, "")}`];
  for (const hierarchy of hierarchies) {
    try {
      writeExisting(`${root}${hierarchy}${path}/cgroup.procs`, String(pid));
      return;
    } catch {
      // not here, or not for us
    }
  }
}

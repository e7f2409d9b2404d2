// Moving a process into a cgroup of its own on every hierarchy, by the cgroup file system.
import { join } from "node:path";
import { EBUSY, ENODEV, ENOENT, EOPNOTSUPP, SystemError } from "../../../ffi/errno.ts";
import { makeDirectory, readFile, writeExisting } from "../../../ffi/file.ts";
import type { Hierarchy } from "./hierarchies.ts";

/** Another engine may remove an empty cgroup between our making and our entering it; not for ever. */
const MOST_ATTEMPTS = 5;

/**
 * Makes a cgroup where it is missing and moves a process there, on as many hierarchies as it can.
 *
 * @param path from the root of the hierarchies, such as `/libpod_parent/conmon`
 * @returns a warning for each way in which it has failed, with the hierarchies that it concerns
 */
export function joinCgroup(pid: number, path: string, hierarchies: readonly Hierarchy[]): readonly string[] {
  const failures = new Map<string, { readonly error: SystemError; readonly controllers: string[] }>();
  for (const hierarchy of hierarchies) {
    try {
      enter(pid, path, hierarchy);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      const kind = `${error.syscall} ${error.code}`;
      failures.getOrInsertComputed(kind, () => ({ error, controllers: [] })).controllers.push(...hierarchy.controllers);
    }
  }
  return [...failures.values()].map(({ error, controllers }) => {
    const where = controllers.length === 0 ? `cgroup "${path}"` : `cgroup "${path}" (${controllers.join(", ")})`;
    return `Cannot move monitor ${pid} into ${where}: ${error.message}${explanation(error)}`;
  });
}

function enter(pid: number, path: string, hierarchy: Hierarchy): void {
  for (let attempt = 1; ; attempt++) {
    try {
      const directory = makeCgroup(path, hierarchy);
      writeExisting(join(directory, "cgroup.procs"), String(pid));
      return;
    } catch (error) {
      const isGone = error instanceof SystemError && (error.errno === ENOENT || error.errno === ENODEV);
      if (!isGone || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** @returns its directory */
function makeCgroup(path: string, { mountPoint, controllers }: Hierarchy): string {
  let directory = mountPoint;
  // An absolute path has no way up: "/.." is "/".
  for (const name of join("/", path).split("/").filter(Boolean)) {
    const parent = directory;
    directory = join(parent, name);
    makeDirectory(directory, 0o755);
    if (controllers.includes("cpuset")) inheritCpuset(parent, directory);
  }
  return directory;
}

/** A new cpuset of version 1 has no processors and no memory, and takes no process before it has: cpuset(7). */
function inheritCpuset(parent: string, directory: string): void {
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    if (textOf(join(directory, file)) === "") writeExisting(join(directory, file), textOf(join(parent, file)));
  }
}

function textOf(path: string): string {
  return new TextDecoder().decode(readFile(path)).trim();
}

/** What the rules of version 2 mean by an error: "Kernel interface" in cgroup-v2.rst. */
function explanation({ syscall, errno }: SystemError): string {
  if (syscall !== "write") return "";
  if (errno === EBUSY) return "; a cgroup that distributes resources among its children takes no processes itself";
  if (errno === EOPNOTSUPP) return "; below a threaded cgroup, only threaded ones take processes";
  return "";
}

// Finds the programs that ctrun needs, and says how to get those that are missing.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { whyNotExecutable } from "../../../../ffi/file.ts";

/** Where administrators' programs are, which an ordinary user's PATH leaves out. */
const SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin";

export interface Surroundings {
  /** The variable PATH. */
  readonly path: string;
  /** The executable that runs. */
  readonly executable: string;
}

/** The surroundings of this process. */
export function surroundings(): Surroundings {
  return { path: process.env["PATH"] ?? "", executable: process.execPath };
}

/**
 * The OCI runtime.
 *
 * @param wanted a path, or a name to be looked up; without it runc, and if that is not there, crun
 * @returns an absolute path
 * @throws {Error} saying how to install one
 */
export function findRuntime(wanted: string | undefined, { path }: Surroundings): string {
  if (wanted !== undefined) return named(wanted, path, "OCI runtime");
  const found = lookUp("runc", path) ?? lookUp("crun", path);
  if (found === undefined) throw new Error("runc not found: apt-get install runc");
  return found;
}

/**
 * The monitor.
 *
 * @param wanted a path, or a name to be looked up; without it the ctrmon beside this executable, which it usually is
 *   itself, then ctrmon and conmon in PATH
 * @throws {Error} when there is none
 */
export function findMonitor(wanted: string | undefined, { path, executable }: Surroundings): string {
  if (wanted !== undefined) return named(wanted, path, "monitor");
  const beside = join(dirname(executable), "ctrmon");
  if (existsSync(beside)) return beside;
  const found = lookUp("ctrmon", path) ?? lookUp("conmon", path);
  if (found === undefined)
    throw new Error("ctrmon not found: install it beside ctrun or in PATH, or name another --monitor");
  return found;
}

/** The init that `--init` puts into the container. @throws {Error} saying how to install it */
export function findInit({ path }: Surroundings): string {
  const found = lookUp("catatonit", `${path}:/usr/libexec/podman:/usr/lib/podman`);
  if (found === undefined) throw new Error("catatonit not found, which --init needs: apt-get install catatonit");
  return found;
}

/** What writes containers to disk. @throws {Error} saying how to install it */
export function findCriu({ path }: Surroundings): string {
  const found = lookUp("criu", path);
  if (found === undefined) throw new Error("criu not found: apt-get install criu");
  return found;
}

function named(wanted: string, path: string, what: string): string {
  const found = wanted.includes("/") ? resolve(wanted) : lookUp(wanted, path);
  if (found === undefined) throw new Error(`${what} "${wanted}" not found in PATH`);
  const reason = whyNotExecutable(found);
  if (reason !== undefined) throw new Error(`Cannot use ${what} "${found}": ${reason}`);
  return found;
}

function lookUp(name: string, path: string): string | undefined {
  return Bun.which(name, { PATH: `${path}:${SYSTEM}` }) ?? undefined;
}

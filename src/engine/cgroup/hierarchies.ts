// Which cgroup hierarchies this machine has, and where: cgroups(7), mountinfo in proc_pid_mountinfo(5).
import { readFileSync } from "node:fs";

/** A mounted hierarchy, and where a process is in it. */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** As /proc/PID/cgroup names them; none for version 2. */
  readonly controllers: readonly string[];
  readonly mountPoint: string;
  /** The process's cgroup, from the root of the hierarchy. */
  readonly path: string;
}

/** All hierarchies that are mounted. @throws {Error} ENOENT when there is no such process */
export function hierarchiesOf(pid: number): readonly Hierarchy[] {
  return parseHierarchies(
    readFileSync("/proc/self/mountinfo", "latin1"),
    readFileSync(`/proc/${pid}/cgroup`, "latin1"),
  );
}

/** `hierarchiesOf`, from the text of mountinfo and of /proc/PID/cgroup. */
export function parseHierarchies(mountinfo: string, membership: string): readonly Hierarchy[] {
  const mounts = mountinfo.split("\n").flatMap((line) => cgroupMount(line) ?? []);
  return membership.split("\n").flatMap((line) => hierarchyOf(line, mounts) ?? []);
}

/**
 * Where a monitor is placed: the hierarchies of version 1 that have controllers, as in Podman; the one of version 2 where
 * there are none. What is mounted without controllers besides them is systemd's book of its units.
 */
export function controlling(hierarchies: readonly Hierarchy[]): readonly Hierarchy[] {
  const first = hierarchies.filter(({ version, controllers }) => version === 1 && !isNamed(controllers));
  return first.length > 0 ? first : hierarchies.filter(({ version }) => version === 2);
}

/** Where systemd keeps its units: version 2, and `name=systemd` of version 1 where there is that. */
export function keptBySystemd(hierarchies: readonly Hierarchy[]): readonly Hierarchy[] {
  return hierarchies.filter(({ version, controllers }) => version === 2 || controllers.includes("name=systemd"));
}

interface CgroupMount {
  readonly version: 1 | 2;
  /** Controllers and other options of the whole hierarchy. */
  readonly options: readonly string[];
  readonly mountPoint: string;
}

/** `31 23 0:28 ROOT MOUNT-POINT OPTIONS [TAGS…] - TYPE SOURCE SUPER-OPTIONS` */
function cgroupMount(line: string): CgroupMount | undefined {
  const [own = "", ofFileSystem = ""] = line.split(" - ");
  const [type, , options = ""] = ofFileSystem.split(" ");
  const mountPoint = withoutEscapes(own.split(" ")[4] ?? "");
  if (type === "cgroup2") return { version: 2, options: [], mountPoint };
  if (type === "cgroup") return { version: 1, options: options.split(","), mountPoint };
  return undefined;
}

/** `ID:CONTROLLERS:PATH`; a hierarchy that is mounted several times counts once. */
function hierarchyOf(line: string, mounts: readonly CgroupMount[]): Hierarchy | undefined {
  const [id = "", list = "", ...path] = line.split(":");
  const controllers = list === "" ? [] : list.split(",");
  const version = id === "0" ? 2 : 1;
  const mount = mounts.find(
    (one) => one.version === version && controllers.every((controller) => one.options.includes(controller)),
  );
  // A line of version 1 without controllers is of a hierarchy that nobody can use; and so is an empty line.
  if (mount === undefined || (version === 1 && controllers.length === 0)) return undefined;
  return { version, controllers, mountPoint: mount.mountPoint, path: path.join(":") };
}

function isNamed(controllers: readonly string[]): boolean {
  return controllers.some((controller) => controller.startsWith("name="));
}

/** Spaces, tabs, newlines and backslashes are written as octal numbers. */
function withoutEscapes(path: string): string {
  const bytes = path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
  return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}

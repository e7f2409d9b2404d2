// Keeps what the host restricts on a mount (noexec, read-only …) when an ordinary user's container binds it.
import { realpathSync } from "node:fs";
import type { OciMount } from "../oci-types.ts";

/**
 * Adds the restrictions of the source to a bind mount. In a user namespace the kernel locks them, see
 * mount_namespaces(7), and refuses the remount by which runc makes a bind read-only when they are not repeated.
 *
 * @param mountinfo the text of proc_pid_mountinfo(5)
 */
export function keepLockedFlags(mount: OciMount, mountinfo: string): OciMount {
  if (mount.type !== "bind" || mount.source === undefined) return mount;
  const locked = flagsAt(mount.source, mountinfo);
  const missing = locked.filter((flag) => mount.options?.includes(flag) !== true);
  const options = (mount.options ?? []).filter((word) => !locked.some((flag) => OPPOSITES.get(flag) === word));
  return missing.length === 0 ? mount : { ...mount, options: [...options, ...missing] };
}

const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ["ro", "rw"],
  ["nosuid", "suid"],
  ["nodev", "dev"],
  ["noexec", "exec"],
]);

function flagsAt(path: string, mountinfo: string): readonly string[] {
  const place = realPath(path);
  let found = { point: "", flags: "" };
  for (const line of mountinfo.split("\n")) {
    const [, , , , escaped = "", flags = ""] = line.split(" ");
    const point = unescaped(escaped);
    // Of several on one point the last is on top.
    if (escaped !== "" && isWithin(place, point) && point.length >= found.point.length) found = { point, flags };
  }
  return found.flags.split(",").filter((flag) => OPPOSITES.has(flag));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // The runtime reports a source that is not there, with its own words.
    return path;
  }
}

function isWithin(path: string, point: string): boolean {
  return point === "/" || path === point || path.startsWith(`${point}/`);
}

/** The kernel writes blanks in paths as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

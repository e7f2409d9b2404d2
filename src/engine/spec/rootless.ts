// Containers without root: the user namespace in which an ordinary user is the container's root.
import { readFileSync } from "node:fs";
import type { OciIdMapping } from "./oci-types.ts";
import { idMappings } from "./rootless/id-mappings.ts";
import { subordinateIds } from "./rootless/subordinate-ids.ts";
import { userName } from "./rootless/user-name.ts";
import { checkUserNamespaces } from "./rootless/user-namespaces.ts";
import { SpecError } from "./spec-error.ts";

/** For `linux.uidMappings` and `linux.gidMappings`. The runtime makes them, through newuidmap(1) and newgidmap(1). */
export interface RootlessIds {
  readonly uidMappings: readonly OciIdMapping[];
  readonly gidMappings: readonly OciIdMapping[];
}

export interface HostUser {
  readonly uid: number;
  readonly gid: number;
  /** The variable PATH, where newuidmap is looked for. */
  readonly path: string;
  /** Stand-in for /etc in tests. */
  readonly etc?: string;
}

/** Whoever runs this process. */
export function currentUser(): HostUser {
  return { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, path: process.env["PATH"] ?? "" };
}

/**
 * The ids for a container of this user's.
 *
 * @returns undefined for root, who needs no user namespace
 * @throws {SpecError} saying what to do, when the user has no subordinate ids, newuidmap or newgidmap is not installed,
 *   or user namespaces are switched off
 */
export function rootlessIds(user: HostUser = currentUser()): RootlessIds | undefined {
  if (user.uid === 0) return undefined;
  checkUserNamespaces();
  checkPrograms(user.path);

  const { uid, gid, etc = "/etc" } = user;
  const name = userName(uid, `${etc}/passwd`);
  const uids = subordinateIds(contentOf(`${etc}/subuid`), { name, uid });
  const gids = subordinateIds(contentOf(`${etc}/subgid`), { name, uid });
  if (uids.length === 0 || gids.length === 0) throw new SpecError(noIds(name ?? `${uid}`));
  return { uidMappings: idMappings(uid, uids), gidMappings: idMappings(gid, gids) };
}

function checkPrograms(path: string): void {
  for (const program of ["newuidmap", "newgidmap"]) {
    if (Bun.which(program, { PATH: path }) === null) {
      throw new SpecError(
        `Cannot run containers without root: ${program} is not in PATH; install it, on Debian "apt-get install uidmap"`,
      );
    }
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw new SpecError(`Cannot read "${path}": ${code}`, { cause });
  }
}

function noIds(user: string): string {
  const add = "usermod --add-subuids 100000-165535 --add-subgids 100000-165535";
  return `No subordinate ids for user "${user}": add a line to /etc/subuid and /etc/subgid (as root: ${add} ${user})`;
}

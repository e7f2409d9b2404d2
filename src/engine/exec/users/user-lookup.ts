// Which ids a `--user` value means, by the accounts in the container: the rules of Docker and Podman.
import { SystemError } from "../../../../ffi/errno.ts";
import { decodeOsString } from "../../../../ffi/os-string.ts";
import { readInRoot, UnreadableFileError } from "../../../../ffi/read-in-root.ts";
import { EngineError } from "../../errors.ts";
import { type GroupEntry, parseGroup, parsePasswd } from "./account-files.ts";

/** Ids as the container sees them. */
export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
  /** The groups that list the user, unless a group was asked for. */
  readonly additionalGids: readonly number[];
  /** Home directory; `/` for a user without an account. */
  readonly home: string;
  /** Undefined for a user without an account. */
  readonly name?: string;
}

/** There is no such user, or the container's accounts cannot be read. */
export class UserLookupError extends EngineError {
  override readonly name = "UserLookupError";
}

const PASSWD = "/etc/passwd";
const GROUP = "/etc/group";
/** Bytes. Sites that copy a whole directory of people into a container stay well below. */
const LARGEST_FILE = 16 * 1024 * 1024;
/** What Docker and Podman take: beyond it, programs that keep ids in an `int` see negative ones. */
const LARGEST_ID = 2 ** 31 - 1;

/**
 * Finds a user. A name must be in the container's /etc/passwd; a uid need not, and has the gid 0 and the home `/` then.
 * A group, by name or gid, replaces the user's own and the additional ones; a gid need not be in /etc/group.
 *
 * @param rootfs the container's root directory; `/proc/PID/root` of its process shows what is mounted in it as well
 * @param user `name|uid[:group|gid]`; nothing in front of the colon means uid 0, nothing behind it no group
 * @throws {UserLookupError} when a name is unknown, an id is out of range, or a file there cannot be read safely
 *
 * @example
 * ```ts
 * const { uid, gid, home } = lookupUser("/srv/rootfs", "www-data");
 * ```
 */
export function lookupUser(rootfs: string, user: string): ContainerUser {
  const { userPart, groupPart } = split(user);
  const found = findUser(rootfs, userPart === "" ? "0" : userPart);
  if (groupPart === "") return { ...found, additionalGids: groupsOf(rootfs, found.name) };
  return { ...found, gid: findGroup(rootfs, groupPart), additionalGids: [] };
}

function split(user: string): { readonly userPart: string; readonly groupPart: string } {
  const [userPart = "", groupPart = "", ...rest] = user.split(":");
  if (rest.length === 0) return { userPart, groupPart };
  throw new UserLookupError(`Cannot understand the user ${JSON.stringify(user)}: it is not name|uid[:group|gid]`);
}

function findUser(rootfs: string, user: string): Omit<ContainerUser, "additionalGids"> {
  const id = parseId(user);
  // Whichever comes first in the file, as Docker looks: a name may consist of digits.
  const entry = parsePasswd(accounts(rootfs, PASSWD)).find(({ name, uid }) => name === user || uid === id);
  if (entry !== undefined) {
    const { name, uid, gid, home } = entry;
    return { name, uid, gid, home: home === "" ? "/" : home };
  }
  if (id === undefined) throw unknown("user", user, PASSWD);
  return { uid: inRange(id, "uid", user), gid: 0, home: "/" };
}

function findGroup(rootfs: string, group: string): number {
  const id = parseId(group);
  const entry = groups(rootfs).find(({ name, gid }) => name === group || gid === id);
  if (entry !== undefined) return entry.gid;
  if (id === undefined) throw unknown("group", group, GROUP);
  return inRange(id, "gid", group);
}

function groupsOf(rootfs: string, user: string | undefined): readonly number[] {
  if (user === undefined) return [];
  const gids = groups(rootfs)
    .filter(({ members }) => members.includes(user))
    .map(({ gid }) => gid);
  return [...new Set(gids)];
}

function groups(rootfs: string): GroupEntry[] {
  return parseGroup(accounts(rootfs, GROUP));
}

/** A file's content; empty for none, which is how images without accounts are. */
function accounts(rootfs: string, path: string): string {
  try {
    const content = readInRoot(rootfs, path, LARGEST_FILE);
    return content === undefined ? "" : decodeOsString(content);
  } catch (cause) {
    if (cause instanceof UnreadableFileError) throw new UserLookupError(cause.message, { cause });
    if (cause instanceof SystemError) {
      throw new UserLookupError(`Cannot read "${path}" in "${rootfs}": ${cause.code}`, { cause });
    }
    throw cause;
  }
}

/** Undefined for what is a name. */
function parseId(text: string): number | undefined {
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

function inRange(id: number, kind: "uid" | "gid", text: string): number {
  if (id >= 0 && id <= LARGEST_ID) return id;
  throw new UserLookupError(`Cannot use the ${kind} ${text}: it is not from 0 to ${LARGEST_ID}`);
}

function unknown(kind: "user" | "group", name: string, path: string): UserLookupError {
  return new UserLookupError(
    `Cannot find the ${kind} ${JSON.stringify(name)}: no such name in the container's ${path}`,
  );
}

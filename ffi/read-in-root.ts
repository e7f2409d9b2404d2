// Reading a file of a tree that strangers have made, such as a container's: links stay inside, devices stay closed.
import {
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  S_IFSOCK,
  SYS_OPENAT2,
} from "./constants.ts";
import { check, EAGAIN, EINTR, ENOENT, ENOTDIR, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { open } from "./file.ts";
import { readToEnd } from "./io.ts";
import { OpenHow, Stat } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/** What stands at the path is not what can be read safely. */
export class UnreadableFileError extends Error {
  override readonly name = "UnreadableFileError";
}

/**
 * Reads a whole file as a process would whose root directory is `root`: symbolic links, absolute ones and those with
 * any number of `..` too, lead nowhere else. Nothing but a regular file is ever opened: opening a FIFO could wait for
 * ever, and opening a device can do something.
 *
 * @param root a directory; `/proc/PID/root` is a running container's, with its mounts
 * @param path within it, with or without a slash in front
 * @param limit bytes that it may have
 * @returns undefined when there is no such file
 * @throws {UnreadableFileError} when it is not a regular file, or larger
 * @throws {SystemError} ELOOP, EACCES; ENOENT when it is the root that is missing
 */
export function readInRoot(root: string, path: string, limit: number): Uint8Array<ArrayBuffer> | undefined {
  using place = openInRoot(root, path);
  if (place === undefined) return undefined;
  const type = typeOf(place);
  if (type !== S_IFREG) throw unreadable(root, path, `it is ${TYPES[type] ?? "of an unknown type"}`);
  using file = open(`/proc/self/fd/${place.number}`, O_RDONLY);
  // One byte more, to see that there is more. The size that stat tells may grow while we read.
  const content = readToEnd(file, limit + 1);
  if (content.length > limit) throw unreadable(root, path, `it has more than ${limit} bytes`);
  return content;
}

const TYPES: Readonly<Record<number, string>> = {
  [S_IFDIR]: "a directory",
  [S_IFIFO]: "a FIFO",
  [S_IFSOCK]: "a socket",
  [S_IFCHR]: "a device",
  [S_IFBLK]: "a device",
};

/** A container could rename without end only to keep us here. */
const MOST_ATTEMPTS = 100;

/** Finds a path without opening what is there (O_PATH); undefined for nothing. */
function openInRoot(root: string, path: string): Fd | undefined {
  using directory = open(root, O_PATH | O_DIRECTORY);
  const name = cString(path);
  const how = OpenHow.create()
    .set("flags", O_PATH | O_CLOEXEC)
    .set("resolve", RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  for (let attempt = 1; ; attempt += 1) {
    const number = libc.openat2(SYS_OPENAT2, directory.number, name, how.bytes, OpenHow.size);
    if (number >= 0) return new Fd(number);
    const code = errno();
    if (code === ENOENT || code === ENOTDIR) return undefined;
    // EAGAIN: somebody renames or mounts just now, so that the kernel cannot tell whether a `..` has stayed inside.
    const again = code === EINTR || code === EAGAIN;
    if (!again || attempt === MOST_ATTEMPTS) throw new SystemError("openat2", code, `${root}/${path}`);
  }
}

function typeOf(fd: Fd): number {
  const stat = Stat.create();
  check(libc.fstat(fd.number, stat.bytes), "fstat");
  return stat.get("st_mode") & S_IFMT;
}

function unreadable(root: string, path: string, why: string): UnreadableFileError {
  return new UnreadableFileError(`Cannot read "${path}" in "${root}": ${why}`);
}

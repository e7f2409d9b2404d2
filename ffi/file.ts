// Files and directory entries by path: open, create, rename, remove, inspect.
import {
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  O_CLOEXEC,
  O_DIRECTORY,
  O_RDONLY,
  O_WRONLY,
  S_IFDIR,
  S_IFMT,
  X_OK,
} from "./constants.ts";
import { check, checkRepeated, EEXIST, ENOENT, errno, SystemError } from "./errno.ts";
import { Fd } from "./fd.ts";
import { readToEnd, writeAll } from "./io.ts";
import { Stat } from "./layouts.ts";
import { libc } from "./libc.ts";
import { cString, decodeOsString } from "./os-string.ts";

/**
 * Opens a path, close-on-exec.
 *
 * @param flags O_… of open(2)
 * @param mode permissions when O_CREAT makes the file, less the umask
 * @throws {SystemError}
 */
export function open(path: string, flags: number, mode = 0): Fd {
  const name = cString(path);
  return new Fd(checkRepeated(() => libc.openat(AT_FDCWD, name, flags | O_CLOEXEC, mode), "open", path));
}

/** The whole of a file, or its first `limit` bytes. @throws {SystemError} */
export function readFile(path: string, limit?: number): Uint8Array<ArrayBuffer> {
  using fd = open(path, O_RDONLY);
  return readToEnd(fd, limit);
}

/** Writes to a file that exists, such as one under /proc, in one piece. @throws {SystemError} */
export function writeExisting(path: string, content: string): void {
  using fd = open(path, O_WRONLY);
  writeAll(fd, new TextEncoder().encode(content));
}

/** Renames, replacing what stands at `to`. @throws {SystemError} */
export function rename(from: string, to: string): void {
  check(libc.renameat(AT_FDCWD, cString(from), AT_FDCWD, cString(to)), "rename", to);
}

/** Removes a file, FIFO, socket or symlink. @returns whether there was one @throws {SystemError} */
export function removeIfThere(path: string): boolean {
  if (libc.unlinkat(AT_FDCWD, cString(path), 0) === 0) return true;
  if (errno() === ENOENT) return false;
  throw new SystemError("unlink", errno(), path);
}

/** Makes a directory; one that exists already is fine. @throws {SystemError} */
export function makeDirectory(path: string, mode: number): void {
  if (libc.mkdirat(AT_FDCWD, cString(path), mode) < 0 && errno() !== EEXIST)
    throw new SystemError("mkdir", errno(), path);
}

/** Makes a FIFO. @throws {SystemError} EEXIST when the name is taken */
export function makeFifo(path: string, mode: number): void {
  check(libc.mkfifoat(AT_FDCWD, cString(path), mode), "mkfifo", path);
}

/** Makes a symbolic link at `path`. @throws {SystemError} EEXIST when the name is taken */
export function makeSymlink(target: string, path: string): void {
  check(libc.symlinkat(cString(target), AT_FDCWD, cString(path)), "symlink", path);
}

/** Where a symbolic link points. @throws {SystemError} EINVAL when it is none */
export function readLink(path: string): string {
  const buffer = new Uint8Array(new ArrayBuffer(4096));
  const length = check(libc.readlinkat(AT_FDCWD, cString(path), buffer, buffer.length), "readlink", path);
  return decodeOsString(buffer.subarray(0, length));
}

/** Sets the permissions of an open file. @throws {SystemError} */
export function changeModeOf(fd: Fd, mode: number): void {
  check(libc.fchmod(fd.number, mode), "fchmod");
}

/** What stands at a path, the link itself when it is one: type bits (S_IF…), size in bytes; undefined for nothing. */
export function lstat(path: string): { readonly type: number; readonly size: number } | undefined {
  const stat = Stat.create();
  if (libc.fstatat(AT_FDCWD, cString(path), stat.bytes, AT_SYMLINK_NOFOLLOW) < 0) {
    if (errno() === ENOENT) return undefined;
    throw new SystemError("lstat", errno(), path);
  }
  return { type: stat.get("st_mode") & S_IFMT, size: stat.get("st_size") };
}

/** Size in bytes of an open file. @throws {SystemError} */
export function sizeOf(fd: Fd): number {
  const stat = Stat.create();
  check(libc.fstat(fd.number, stat.bytes), "fstat");
  return stat.get("st_size");
}

/** Why this process cannot execute a path, in the C library's words; undefined when it can. */
export function whyNotExecutable(path: string): string | undefined {
  if (libc.access(cString(path), X_OK) < 0) return new SystemError("access", errno(), path).reason;
  const stat = Stat.create();
  check(libc.fstatat(AT_FDCWD, cString(path), stat.bytes, 0), "stat", path);
  // Directories have the same permission bit for another purpose.
  return (stat.get("st_mode") & S_IFMT) === S_IFDIR ? "Is a directory" : undefined;
}

/** The working directory, absolute. @throws {SystemError} ENOENT when it has been removed */
export function workingDirectory(): string {
  const buffer = new Uint8Array(new ArrayBuffer(4096));
  if (libc.getcwd(buffer, buffer.length) === 0) throw new SystemError("getcwd", errno());
  return decodeOsString(buffer.subarray(0, buffer.indexOf(0)));
}

/** Cuts an open file to a size in bytes. @throws {SystemError} */
export function truncate(fd: Fd, size: number): void {
  checkRepeated(() => libc.ftruncate(fd.number, size), "ftruncate");
}

/** Flushes a file's data to the disk. @throws {SystemError} */
export function sync(fd: Fd): void {
  checkRepeated(() => libc.fsync(fd.number), "fsync");
}

/** Sets the mask of permissions that new files lose. @returns the mask before */
export function setUmask(mask: number): number {
  return libc.umask(mask);
}

/** The names in a directory, `.` and `..` left out. @throws {SystemError} */
export function listDirectory(path: string): string[] {
  using fd = open(path, O_RDONLY | O_DIRECTORY);
  const buffer = new Uint8Array(new ArrayBuffer(8192));
  const names: string[] = [];
  for (;;) {
    const length = check(libc.getdents64(fd.number, buffer, buffer.length), "getdents64", path);
    if (length === 0) return names;
    // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name …NUL
    for (let at = 0; at < length; ) {
      const recordLength = (buffer[at + 16] ?? 0) | ((buffer[at + 17] ?? 0) << 8);
      const name = decodeOsString(buffer.subarray(at + 19, buffer.indexOf(0, at + 19)));
      if (name !== "." && name !== "..") names.push(name);
      at += recordLength;
    }
  }
}

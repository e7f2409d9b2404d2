// A file in memory for what a program writes: it never blocks the writer, and is gone with its last descriptor.
import { MFD_CLOEXEC } from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { readFile } from "./file.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/** An empty file, close-on-exec. @param name shows up in /proc only @throws {SystemError} EMFILE, ENFILE, ENOMEM */
export function scratchFile(name: string): Fd {
  return new Fd(check(libc.memfd_create(cString(name), MFD_CLOEXEC), "memfd_create"));
}

/**
 * What has been written to it, from the beginning: the place where the writer goes on is left alone.
 *
 * @param limit bytes to read at most
 * @throws {SystemError} EMFILE
 */
export function scratchContent(file: Fd, limit: number): Uint8Array<ArrayBuffer> {
  return readFile(`/proc/self/fd/${file.number}`, limit);
}

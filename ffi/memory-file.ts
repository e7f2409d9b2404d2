// Files that exist only in memory, to be passed on by descriptor.
import {
  F_ADD_SEALS,
  F_SEAL_GROW,
  F_SEAL_SEAL,
  F_SEAL_SHRINK,
  F_SEAL_WRITE,
  MFD_ALLOW_SEALING,
  MFD_CLOEXEC,
} from "./constants.ts";
import { check } from "./errno.ts";
import { Fd } from "./fd.ts";
import { writeAll } from "./io.ts";
import { libc } from "./libc.ts";
import { cString } from "./os-string.ts";

/** Nothing can be changed any more, so that a reader may trust what it has mapped. */
const SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

/** A sealed file with the given content, close-on-exec. @param name shows up in /proc only @throws {SystemError} */
export function memoryFile(name: string, content: Uint8Array<ArrayBuffer>): Fd {
  const file = new Fd(check(libc.memfd_create(cString(name), MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create"));
  try {
    writeAll(file, content);
    check(libc.fcntl(file.number, F_ADD_SEALS, SEALS), "fcntl");
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

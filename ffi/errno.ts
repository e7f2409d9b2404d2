// errno: the one door from a C return code to an exception.
import { toArrayBuffer } from "bun:ffi";
import { libc } from "./libc.ts";

export const EPERM = 1;
export const ENOENT = 2;
export const ESRCH = 3;
export const EINTR = 4;
export const EIO = 5;
export const ENXIO = 6;
export const E2BIG = 7;
export const ENOEXEC = 8;
export const EBADF = 9;
export const ECHILD = 10;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EBUSY = 16;
export const EEXIST = 17;
export const ENODEV = 19;
export const ENOTDIR = 20;
export const EISDIR = 21;
export const EINVAL = 22;
export const ENFILE = 23;
export const EMFILE = 24;
export const ENOTTY = 25;
export const EFBIG = 27;
export const ENOSPC = 28;
export const EROFS = 30;
export const EPIPE = 32;
export const ENAMETOOLONG = 36;
export const ENOTEMPTY = 39;
export const ELOOP = 40;
export const EMSGSIZE = 90;
export const ENOPROTOOPT = 92;
export const EPROTONOSUPPORT = 93;
export const ESOCKTNOSUPPORT = 94;
export const EOPNOTSUPP = 95;
export const EAFNOSUPPORT = 97;
export const EADDRINUSE = 98;
export const EADDRNOTAVAIL = 99;
export const ENETUNREACH = 101;
export const ECONNABORTED = 103;
export const ECONNRESET = 104;
export const ENOBUFS = 105;
export const ENOTCONN = 107;
export const ETIMEDOUT = 110;
export const ECONNREFUSED = 111;
export const EHOSTUNREACH = 113;
export const EALREADY = 114;
export const EINPROGRESS = 115;
export const EDQUOT = 122;

/** Symbol and glibc's words for the errors that people meet; any other is shown by its number. */
const descriptions: Readonly<Record<number, readonly [code: string, text: string]>> = {
  [EPERM]: ["EPERM", "Operation not permitted"],
  [ENOENT]: ["ENOENT", "No such file or directory"],
  [ESRCH]: ["ESRCH", "No such process"],
  [EINTR]: ["EINTR", "Interrupted system call"],
  [EIO]: ["EIO", "Input/output error"],
  [ENXIO]: ["ENXIO", "No such device or address"],
  [E2BIG]: ["E2BIG", "Argument list too long"],
  [ENOEXEC]: ["ENOEXEC", "Exec format error"],
  [EBADF]: ["EBADF", "Bad file descriptor"],
  [ECHILD]: ["ECHILD", "No child processes"],
  [EAGAIN]: ["EAGAIN", "Resource temporarily unavailable"],
  [ENOMEM]: ["ENOMEM", "Cannot allocate memory"],
  [EACCES]: ["EACCES", "Permission denied"],
  [EBUSY]: ["EBUSY", "Device or resource busy"],
  [EEXIST]: ["EEXIST", "File exists"],
  [ENODEV]: ["ENODEV", "No such device"],
  [ENOTDIR]: ["ENOTDIR", "Not a directory"],
  [EISDIR]: ["EISDIR", "Is a directory"],
  [EINVAL]: ["EINVAL", "Invalid argument"],
  [ENFILE]: ["ENFILE", "Too many open files in system"],
  [EMFILE]: ["EMFILE", "Too many open files"],
  [ENOTTY]: ["ENOTTY", "Inappropriate ioctl for device"],
  [EFBIG]: ["EFBIG", "File too large"],
  [ENOSPC]: ["ENOSPC", "No space left on device"],
  [EROFS]: ["EROFS", "Read-only file system"],
  [EPIPE]: ["EPIPE", "Broken pipe"],
  [ENAMETOOLONG]: ["ENAMETOOLONG", "File name too long"],
  [ENOTEMPTY]: ["ENOTEMPTY", "Directory not empty"],
  [ELOOP]: ["ELOOP", "Too many levels of symbolic links"],
  [EMSGSIZE]: ["EMSGSIZE", "Message too long"],
  [ENOPROTOOPT]: ["ENOPROTOOPT", "Protocol not available"],
  [EPROTONOSUPPORT]: ["EPROTONOSUPPORT", "Protocol not supported"],
  [ESOCKTNOSUPPORT]: ["ESOCKTNOSUPPORT", "Socket type not supported"],
  [EOPNOTSUPP]: ["EOPNOTSUPP", "Operation not supported"],
  [EAFNOSUPPORT]: ["EAFNOSUPPORT", "Address family not supported by protocol"],
  [EADDRINUSE]: ["EADDRINUSE", "Address already in use"],
  [EADDRNOTAVAIL]: ["EADDRNOTAVAIL", "Cannot assign requested address"],
  [ENETUNREACH]: ["ENETUNREACH", "Network is unreachable"],
  [ECONNABORTED]: ["ECONNABORTED", "Software caused connection abort"],
  [ECONNRESET]: ["ECONNRESET", "Connection reset by peer"],
  [ENOBUFS]: ["ENOBUFS", "No buffer space available"],
  [ENOTCONN]: ["ENOTCONN", "Transport endpoint is not connected"],
  [ETIMEDOUT]: ["ETIMEDOUT", "Connection timed out"],
  [ECONNREFUSED]: ["ECONNREFUSED", "Connection refused"],
  [EHOSTUNREACH]: ["EHOSTUNREACH", "No route to host"],
  [EALREADY]: ["EALREADY", "Operation already in progress"],
  [EINPROGRESS]: ["EINPROGRESS", "Operation now in progress"],
  [EDQUOT]: ["EDQUOT", "Disk quota exceeded"],
};

/** A system call that failed: which one, with what errno, and on what path where there is one. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** The symbol, such as `EACCES`, or `E123` for one without a name here. */
  readonly code: string;
  /** The C library's words, such as `Permission denied`. */
  readonly reason: string;

  constructor(
    readonly syscall: string,
    readonly errno: number,
    readonly path?: string,
  ) {
    const [code, text] = descriptions[errno] ?? [`E${errno}`, `error ${errno}`];
    super(path === undefined ? `${syscall}: ${code} (${text})` : `${syscall} "${path}": ${code} (${text})`);
    this.code = code;
    this.reason = text;
  }
}

/** The calling thread's errno. Only meaningful right after a call that failed. */
export function errno(): number {
  return errnoCell[0] ?? 0;
}

/**
 * Passes a result of zero or more through.
 *
 * @param result what the C function returned
 * @param syscall its name, for the error
 * @param path what it was called on, for the error
 * @throws {SystemError} when the result is negative
 */
export function check(result: number, syscall: string, path?: string): number {
  if (result < 0) throw new SystemError(syscall, errno(), path);
  return result;
}

/**
 * `check` for a call that a signal may interrupt: it is made again.
 *
 * @throws {SystemError} never EINTR
 */
export function checkRepeated(call: () => number, syscall: string, path?: string): number {
  for (;;) {
    const result = call();
    if (result >= 0 || errno() !== EINTR) return check(result, syscall, path);
  }
}

// The address belongs to the thread, which lives as long as the program. Taken beforehand: linking a symbol after a
// call has failed could change what the call has left.
const errnoCell = new Int32Array(toArrayBuffer(errnoAddress(), 0, 4));

function errnoAddress(): Exclude<ReturnType<typeof libc.__errno_location>, null> {
  const address = libc.__errno_location();
  if (address === null) throw new Error("the C library has no errno for this thread");
  return address;
}

/** What was thrown says, for a sentence of which it is the reason. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

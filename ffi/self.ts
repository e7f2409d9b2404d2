// What this process was started with: arguments and environment as bytes, and the descriptors that it inherited.
import { F_GETFD } from "./constants.ts";
import { listDirectory, readFile, readLink } from "./file.ts";
import { libc } from "./libc.ts";
import { decodeOsString, splitCStrings } from "./os-string.ts";
import type { CStrings } from "./spawn.ts";

/** The executable that is running, whatever has become of its path since: an upgrade must not mix two versions. */
export const SELF = "/proc/self/exe";

/** Where Bun keeps the sources inside a compiled executable. */
const INSIDE_EXECUTABLE = "/$bunfs/";

/** Whether this is the compiled executable, and not Bun with the sources. */
export function isCompiled(): boolean {
  return import.meta.path.startsWith(INSIDE_EXECUTABLE);
}

/** The arguments as the kernel has them, the program's name first, each with its final NUL. */
export function commandLine(): CStrings {
  return terminated(readFile("/proc/self/cmdline"));
}

/** The environment at the start of the program, `NAME=value` each with its final NUL: byte for byte what it was given. */
export function initialEnvironment(): CStrings {
  return terminated(readFile("/proc/self/environ"));
}

/** The text of a C string with its final NUL. */
export function textOf(cString: Uint8Array): string {
  return decodeOsString(cString.subarray(0, cString.length - 1));
}

/**
 * Numbers of the descriptors from 3 up that whoever started this process left open for it. Only meaningful before
 * this process opens any of its own: all others are then Bun's epoll instance and the eventfd in it.
 */
export function inheritedDescriptors(): number[] {
  const kinds = new Map<number, string>();
  for (const name of listDirectory("/proc/self/fd")) {
    const number = Number(name);
    // The directory's own descriptor is in the list, and closed by now.
    if (number >= 3 && libc.fcntl(number, F_GETFD, 0) >= 0) kinds.set(number, readLink(`/proc/self/fd/${name}`));
  }
  for (const number of descriptorsOfBun(kinds)) kinds.delete(number);
  return [...kinds.keys()].toSorted((a, b) => a - b);
}

/**
 * Bun opens an epoll instance and puts one eventfd into it, edge-triggered, which hardly anybody else does with one.
 * /proc/self/fdinfo lists what an instance watches, by the numbers in the process that put it there.
 */
function descriptorsOfBun(kinds: ReadonlyMap<number, string>): number[] {
  for (const [number, kind] of kinds) {
    if (kind !== "anon_inode:[eventpoll]") continue;
    const info = decodeOsString(readFile(`/proc/self/fdinfo/${number}`));
    const watched = info.split("\n").filter((line) => line.startsWith("tfd:"));
    const [only] = watched.map(edgeTriggered);
    if (watched.length === 1 && only !== undefined && kinds.get(only) === "anon_inode:[eventfd]") return [number, only];
  }
  return [];
}

/** `tfd:        6 events: 80000001  data: …`, the bits of <sys/epoll.h> in hexadecimal, EPOLLET first. */
function edgeTriggered(line: string): number | undefined {
  const [, number, , events] = line.split(" ").filter((word) => word !== "");
  return events?.length === 8 && events.startsWith("8") ? Number(number) : undefined;
}

function terminated(block: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  return splitCStrings(block).map((string) => {
    // A copy: the last one has no NUL in the block when the program has overwritten where its arguments were.
    const copy = new Uint8Array(new ArrayBuffer(string.length + 1));
    copy.set(string);
    return copy;
  });
}

// What a suite must not leave behind: processes, descriptors, mounts, network namespaces, cgroups, files.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { cgroupsOfTests } from "./cgroups.ts";
import { PREFIX } from "./directories.ts";
import { collectOrphans } from "./family.ts";
import { descendants, openFiles } from "./processes.ts";

export interface Belongings {
  readonly processes: readonly string[];
  readonly descriptors: readonly string[];
  readonly mounts: readonly string[];
  readonly networkNamespaces: readonly string[];
  readonly cgroups: readonly string[];
  readonly directories: readonly string[];
}

/** What there is now. Two of them, at the beginning and the end of a suite, must be equal. */
export function belongings(): Belongings {
  collectOrphans();
  return {
    processes: descendants().map(({ name }) => name),
    descriptors: descriptors(),
    mounts: readFileSync("/proc/self/mountinfo", "latin1")
      .split("\n")
      .map((line) => line.split(" ")[4] ?? "")
      .filter((path) => path.includes(PREFIX)),
    networkNamespaces: namesIn("/run/netns"),
    cgroups: cgroupsOfTests(),
    directories: namesIn(tmpdir()),
  };
}

/** Only what tests make: other programs run on the same machine. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(PREFIX)) : [];
}

/**
 * Bun opens some of its own when it first needs them: event loops, files of the program that is running; and what it
 * gives a child on stdin stays until the child is collected as garbage.
 */
function descriptors(): string[] {
  return [...openFiles("self").values()]
    .filter(
      (link) =>
        !/^anon_inode:|^\/memfd:spawn_stdio|^\/proc\/|\/node_modules\/|\.tsx?$|^\/dev\/(?:null|urandom)$/.test(link),
    )
    .map((link) => link.replace(/\[\d+\]$/, ""))
    .toSorted();
}

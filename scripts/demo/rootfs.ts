// Makes a root file system of busybox alone: some hundred commands, two users and a page for its web server.

import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "./prerequisites.ts";

const DIRECTORIES = ["bin", "dev", "etc", "proc", "root", "sys", "tmp", "www"];
const FILES = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
  "etc/group": "root:x:0:\nnogroup:x:65534:\n",
  "www/index.html": "Hello from a web server in a container\n",
};

/**
 * @param path where it is to be; nothing is there until it is complete
 * @throws {Error} when busybox is missing or needs libraries, which a container has not
 */
export function makeRootfs(path: string): void {
  const busybox = findProgram("busybox");
  if (busybox === null) throw new Error("busybox is missing");
  if (Bun.spawnSync(["ldd", busybox]).success) {
    throw new Error(`${busybox} is not static: install busybox-static`);
  }
  const unfinished = `${path}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const name of DIRECTORIES) mkdirSync(join(unfinished, name), { recursive: true });
  // All users of a container write to it; mkdir leaves these bits to the umask.
  chmodSync(join(unfinished, "tmp"), 0o1777);
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(unfinished, name), content);
  copyFileSync(busybox, join(unfinished, "bin/busybox"));
  for (const name of namesOf(busybox)) symlinkSync("busybox", join(unfinished, "bin", name));
  renameSync(unfinished, path);
}

function namesOf(busybox: string): string[] {
  const { success, stdout } = Bun.spawnSync([busybox, "--list"]);
  const names = stdout.toString().trim().split("\n");
  if (!success || !names.includes("sh")) throw new Error(`${busybox} has no shell`);
  return names.filter((name) => name !== "busybox");
}

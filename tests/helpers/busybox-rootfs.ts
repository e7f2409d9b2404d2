// A rootfs with nothing but busybox under its usual names, for containers that look around.
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { BUSYBOX } from "./monitors.ts";

const COMMANDS = "sh cat chown df echo env grep hostname id kill ls mount sleep stat touch";

/** @returns the path that was given */
export function makeBusyboxRootfs(rootfs: string): string {
  for (const folder of ["bin", "dev", "etc", "proc", "sys", "tmp"])
    mkdirSync(join(rootfs, folder), { recursive: true });
  copyFileSync(BUSYBOX, join(rootfs, "bin/busybox"));
  for (const command of COMMANDS.split(" ")) symlinkSync("busybox", join(rootfs, "bin", command));
  return rootfs;
}

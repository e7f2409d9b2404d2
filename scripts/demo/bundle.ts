// Makes what an OCI runtime needs: a root file system of busybox alone, and a config.json by the OCI runtime specification.

import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Container } from "./engine.ts";
import { findProgram } from "./prerequisites.ts";

/** What runs in the container. */
export const CONTAINER_SCRIPT = `echo "Hello from a container"
echo "This line goes to stderr" >&2
printf "What is your name? "
read name
echo "Nice to meet you, $name"
read _
exit 3`;

const DIRECTORIES = ["bin", "dev", "etc", "proc", "sys", "tmp"];
const NAMESPACES = ["pid", "network", "ipc", "uts", "mount"];

/** @throws {Error} when busybox is missing or needs libraries that a container has not */
export function makeBundle({ bundle, id, exits }: Container): void {
  const rootfs = join(bundle, "rootfs");
  for (const name of DIRECTORIES) mkdirSync(join(rootfs, name), { recursive: true });
  mkdirSync(exits);
  const busybox = findProgram("busybox");
  if (busybox === null) throw new Error("busybox is missing");
  if (Bun.spawnSync(["ldd", busybox]).success) throw new Error(`${busybox} is not static: install busybox-static`);
  copyFileSync(busybox, join(rootfs, "bin/busybox"));
  symlinkSync("busybox", join(rootfs, "bin/sh"));
  writeFileSync(join(bundle, "config.json"), JSON.stringify(configuration(id), undefined, 2));
}

function configuration(id: string): object {
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ["/bin/sh", "-c", CONTAINER_SCRIPT],
      env: ["PATH=/bin"],
      cwd: "/",
      noNewPrivileges: true,
    },
    root: { path: "rootfs", readonly: true },
    hostname: "demo",
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=1m"] },
    ],
    linux: { namespaces: NAMESPACES.map((type) => ({ type })), cgroupsPath: `/${id}` },
  };
}

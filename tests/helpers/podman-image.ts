// The image of the tests: a static busybox with all its applets, made on the spot because no registry can be reached.

import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

export const IMAGE = "localhost/busybox";

const DIRECTORIES = ["bin", "dev", "etc", "proc", "root", "run", "sys", "tmp", "var"];

/** Packs the image and imports it. @param podman runs a command that must succeed */
export async function importImage(directory: string, podman: (args: string[]) => Promise<string>): Promise<void> {
  const files = join(directory, "image");
  for (const name of DIRECTORIES) mkdirSync(join(files, name), { recursive: true });
  const busybox = Bun.which("busybox");
  if (busybox === null) throw new Error("busybox is missing: install the package busybox-static");
  copyFileSync(busybox, join(files, "bin/busybox"));
  const applets = Bun.spawnSync([busybox, "--list"]).stdout.toString().trim().split("\n");
  for (const applet of applets.filter((name) => name !== "busybox")) symlinkSync("busybox", join(files, "bin", applet));
  const archive = join(directory, "image.tar");
  const tar = Bun.spawnSync(["tar", "-C", files, "-cf", archive, "."]);
  if (!tar.success) throw new Error(`Cannot pack the image: ${tar.stderr.toString()}`);
  await podman(["import", "--quiet", "--change", "ENV PATH=/bin", archive, IMAGE]);
}

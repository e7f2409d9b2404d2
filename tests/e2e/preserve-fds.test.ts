// `podman run --preserve-fds`: the caller's descriptors reach the container at the same numbers, and no others do.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMAGE, Podman } from "../helpers/podman.ts";

let podman: Podman;
beforeAll(async () => {
  podman = await Podman.open();
});
afterAll(() => podman.close());

test("podman run --preserve-fds passes 3 and 4 on, and what follows is not there", async () => {
  const files = ["three", "four", "five"].map((name) => {
    const path = join(podman.directory, name);
    writeFileSync(path, `content of ${name}\n`);
    return openSync(path, "r");
  });
  const script = "cat <&3; cat <&4; exec ls /proc/self/fd";
  const { stdout } = await podman.run(["run", "--rm", "--preserve-fds", "2", IMAGE, "sh", "-c", script], {
    extraFds: files,
  });
  for (const fd of files) closeSync(fd);
  // The last one is the directory that ls reads.
  expect(stdout).toBe("content of three\ncontent of four\n0\n1\n2\n3\n4\n5\n");
});

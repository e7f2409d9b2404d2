// Network namespaces whose maker is killed in between: what is left can be removed, and stands in nobody's way.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { detachMount } from "../../ffi/mount.ts";
import {
  createNetworkNamespace,
  listNetworkNamespaces,
  removeNetworkNamespace,
} from "../../src/network/netns/namespace.ts";
import { watchClosely } from "../helpers/deadline.ts";
import { PREFIX } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";

leavesNothing();

let directory: string;
let place: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), PREFIX));
  place = join(directory, "one");
});
afterEach(() => {
  if (mountsAt(directory) > 0) detachMount(directory);
  rmSync(directory, { recursive: true });
});

function mountsAt(path: string): number {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.filter((line) => line.split(" ")[4] === path).length;
}

/** What can be seen of the helper's work from outside, in order. */
const STAGES: Readonly<Record<string, () => boolean>> = {
  "at once": () => true,
  "when the directory is a mount point": () => mountsAt(directory) > 0,
  "when the namespace is mounted": () => mountsAt(place) > 0,
};

test.each(Object.keys(STAGES))("a helper that is killed %s", async (stage) => {
  const reached = STAGES[stage];
  writeFileSync(place, "");
  const helper = Bun.spawn([CTRMON.path, "--as=ctrmon-netns", place, `${process.pid}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  watchClosely(stage, () => reached?.() || undefined);
  helper.kill(SIGKILL);
  await helper.exited;
  await isAsGoodAsNew();
});

test("a caller that is killed while its helper works", async () => {
  const script = `
    import { createNetworkNamespace } from "${import.meta.dir}/../../src/network/netns/namespace.ts";
    await createNetworkNamespace({ name: "one", directory: "${directory}" });`;
  const caller = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "inherit", "inherit"] });
  watchClosely("the file to mount it on", () => existsSync(place) || undefined);
  caller.kill(SIGKILL);
  await caller.exited;
  await isAsGoodAsNew();
});

test("a helper whose caller is gone makes nothing", () => {
  writeFileSync(place, "");
  const { stdout, exitCode } = Bun.spawnSync([CTRMON.path, "--as=ctrmon-netns", place, "1"]);
  expect(JSON.parse(stdout.toString())).toEqual({ error: "the process that asked for it has ended" });
  expect(exitCode).toBe(1);
  expect(mountsAt(place)).toBe(0);
});

/** Removes what there is, and makes and removes a namespace of the same name. */
async function isAsGoodAsNew(): Promise<void> {
  if (existsSync(place)) removeNetworkNamespace(place, directory);
  expect(mountsAt(place)).toBe(0);
  const path = await createNetworkNamespace({ name: "one", directory });
  expect(listNetworkNamespaces(directory)).toEqual(["one"]);
  removeNetworkNamespace(path, directory);
  expect(existsSync(place)).toBe(false);
  expect(mountsAt(directory)).toBe(1);
}

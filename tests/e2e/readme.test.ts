// The README's example of the library does what it says, as it stands there.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRootfs } from "../../scripts/demo/rootfs.ts";
import { PREFIX } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";
import { finished } from "../helpers/podman-ending.ts";

leavesNothing();

const ROOT = `${import.meta.dir}/../..`;

// A place inside the package, where its own name leads to it.
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(ROOT, "dist", PREFIX));
  makeRootfs(join(directory, "dist/rootfs"));
  writeFileSync(join(directory, "example.ts"), example());
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the example of the library runs a container, and leaves nothing", async () => {
  const child = Bun.spawn([process.execPath, "example.ts"], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  const { status, stdout, stderr } = await finished(child, "the example");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^hello\n\{\s+code: 0,/);
});

/** But for the paths of what the reader has built. */
function example(): string {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(`${ROOT}/README.md`, "utf8")) ?? [];
  if (code === undefined) throw new Error("The README has no example");
  return code
    .replace("`${process.cwd()}/dist/ctrmon`", JSON.stringify(CTRMON.path))
    .replace("/tmp/hello-", join(directory, "hello-"));
}

// Network namespaces of an ordinary user, in a user namespace as Podman's is.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { CTRMON } from "../helpers/monitors.ts";
import { RootlessUser } from "../helpers/rootless-user.ts";

let user: RootlessUser;
let executable: string;
beforeAll(() => {
  user = new RootlessUser("ns");
  executable = join(user.directory, "ctrmon-netns");
  copyFileSync(CTRMON.path, executable);
  chmodSync(executable, 0o755);
});
afterAll(() => user[Symbol.dispose]());
leavesNothing();

test("they are kept below XDG_RUNTIME_DIR, and seen by all in the same user namespace", () => {
  const netns = join(user.runtimeDirectory, "netns");
  const script = `mkdir ${netns} && touch ${netns}/one && ${executable} ${netns}/one $$ && nsenter --net=${netns}/one ip link`;
  const { code, stdout, stderr } = user.run("unshare", "--map-root-user", "--mount", "sh", "-ec", script);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toStartWith(`{"path":"${netns}/one"}\n1: lo: `);
  // The mount went with its mount namespace.
  expect(readdirSync(netns)).toEqual(["one"]);
});

test("without a user namespace there is no right to make one, and this is said", () => {
  const place = join(user.runtimeDirectory, "two");
  const { code, stdout } = user.run("sh", "-c", `${executable} ${place} $$; exit $?`);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining("EPERM") });
  expect(existsSync(place)).toBe(false);
});

// Tests of src/network/netns/namespace.ts with real namespaces in a directory of the test's own.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detachMount } from "../../../../../ffi/mount.ts";
import {
  createNetworkNamespace,
  listNetworkNamespaces,
  openNetworkNamespace,
  removeNetworkNamespace,
} from "../../../../../src/network/netns/namespace.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ctrmon-netns-"));
});

afterEach(() => {
  for (const name of listNetworkNamespaces(directory)) removeNetworkNamespace(join(directory, name), directory);
  if (mountsBelow(directory).length > 0) detachMount(directory);
  expect(mountsBelow(directory)).toEqual([]);
  rmSync(directory, { recursive: true });
});

function mountsBelow(path: string): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(path));
}

function ip(namespace: string, ...args: string[]): string {
  return Bun.spawnSync(["nsenter", `--net=${namespace}`, "ip", ...args]).stdout.toString();
}

test("createNetworkNamespace() makes one with nothing but a loopback device, which stays", async () => {
  const path = await createNetworkNamespace({ name: "one", directory });
  expect(path).toBe(join(directory, "one"));
  using _open = openNetworkNamespace(path);
  const links = ip(path, "-oneline", "link").trim().split("\n");
  expect(links.length).toBe(1);
  expect(links[0]).toContain("lo:");
});

test("createNetworkNamespace() makes the directory, and random names without one", async () => {
  const below = join(directory, "run/netns");
  const path = await createNetworkNamespace({ directory: below });
  expect(listNetworkNamespaces(below).map((name) => join(below, name))).toEqual([path]);
  removeNetworkNamespace(path, below);
  detachMount(below);
});

test("createNetworkNamespace() can be called by many at once", async () => {
  const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
  await Promise.all(names.map((name) => createNetworkNamespace({ name, directory })));
  expect(listNetworkNamespaces(directory)).toEqual(names);
  // The directory has become a mount point once, and each namespace is mounted once.
  expect(mountsBelow(directory).length).toBe(1 + names.length);
});

test("createNetworkNamespace() refuses a name that is taken, and leaves what has it", async () => {
  const path = await createNetworkNamespace({ name: "one", directory });
  const again = await createNetworkNamespace({ name: "one", directory }).catch(String);
  expect(again).toBe(
    `NetworkError: Cannot create network namespace "one": there is one of that name already: "${path}"`,
  );
  expect(listNetworkNamespaces(directory)).toEqual(["one"]);
});

test("createNetworkNamespace() leaves nothing when it is given up", async () => {
  const failure = createNetworkNamespace({ name: "one", directory, signal: AbortSignal.abort(new Error("enough")) });
  expect(await failure.catch(String)).toBe("Error: enough");
  expect(existsSync(join(directory, "one"))).toBe(false);
});

test("createNetworkNamespace() leaves nothing of a helper that is killed, whenever that is", async () => {
  for (const delay of [0, 2, 4, 8, 12, 16]) {
    const result = await createNetworkNamespace({ name: "one", directory, timeout: delay }).catch(String);
    if (result.startsWith("TimeoutError")) expect(existsSync(join(directory, "one"))).toBe(false);
    else removeNetworkNamespace(result, directory);
    expect(mountsBelow(join(directory, "one"))).toEqual([]);
  }
});

test("openNetworkNamespace() opens a process's namespace, and refuses everything else", () => {
  using _own = openNetworkNamespace("/proc/self/ns/net");
  expect(() => openNetworkNamespace("/proc/self/ns/pid")).toThrow('"/proc/self/ns/pid" is no network namespace');
  expect(() => openNetworkNamespace(import.meta.path)).toThrow("is no network namespace");
  expect(() => openNetworkNamespace(directory)).toThrow("is no network namespace");
  expect(() => openNetworkNamespace(join(directory, "none"))).toThrow('Cannot open network namespace: open "');
});

test("listNetworkNamespaces() leaves out what is no namespace", async () => {
  writeFileSync(join(directory, "file"), "");
  mkdirSync(join(directory, "subdirectory"));
  Bun.spawnSync(["mkfifo", join(directory, "fifo")]);
  await createNetworkNamespace({ name: "one", directory });
  expect(listNetworkNamespaces(directory)).toEqual(["one"]);
  expect(listNetworkNamespaces(join(directory, "none"))).toEqual([]);
});

test("removeNetworkNamespace() removes mount and file, and the file that a crash left", async () => {
  const path = await createNetworkNamespace({ name: "one", directory });
  removeNetworkNamespace(path, directory);
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, "");
  removeNetworkNamespace(path, directory);
  expect(existsSync(path)).toBe(false);
  expect(() => removeNetworkNamespace(path, directory)).toThrow("it is not there");
});

test("removeNetworkNamespace() touches nothing outside its directory", () => {
  for (const path of ["/proc/self/ns/net", `${directory}/../x`, `${directory}/sub/x`, directory]) {
    expect(() => removeNetworkNamespace(path, directory)).toThrow(`it is not in "${directory}"`);
  }
});

test("namespaces of `ip netns add` are as good as ours, and it sees ours", async () => {
  const name = `ctrmon-test-${process.pid}`;
  Bun.spawnSync(["ip", "netns", "add", name]);
  try {
    expect(listNetworkNamespaces("/run/netns")).toContain(name);
    removeNetworkNamespace(`/run/netns/${name}`, "/run/netns");
    const path = await createNetworkNamespace({ name, directory: "/run/netns" });
    expect(Bun.spawnSync(["ip", "netns", "list"]).stdout.toString()).toContain(name);
    removeNetworkNamespace(path, "/run/netns");
  } finally {
    Bun.spawnSync(["ip", "netns", "delete", name], { stderr: "ignore" });
  }
});

// Checks the list of namespaces that the runtime gets.
import { expect, test } from "bun:test";
import { containerNamespaces } from "../../../../../src/engine/spec/namespaces.ts";

test("containerNamespaces() makes all but the cgroup namespace", () => {
  const types = containerNamespaces({}, { rootless: false }).map(({ type }) => type);
  expect(types).toEqual(["pid", "network", "ipc", "uts", "mount"]);
});

test("containerNamespaces() leaves out the host's, and joins by path", () => {
  const modes = {
    pid: "host",
    network: { path: "/run/netns/x" },
    ipc: "host",
    uts: "host",
    cgroup: "private",
  } as const;
  expect(containerNamespaces(modes, { rootless: false })).toEqual([
    { type: "network", path: "/run/netns/x" },
    { type: "mount" },
    { type: "cgroup" },
  ]);
});

test("containerNamespaces() adds a user namespace without root", () => {
  expect(containerNamespaces({}, { rootless: true })).toContainEqual({ type: "user" });
});

// Checks that contradictions are found before a runtime sees them.
import { expect, test } from "bun:test";
import { checkOptions } from "../../../../../src/engine/spec/spec-checks.ts";
import type { SpecOptions } from "../../../../../src/engine/spec/spec-options.ts";

const mappings = [{ containerID: 0, hostID: 1000, size: 1 }];
const rootless = { uidMappings: mappings, gidMappings: mappings };

function check(options: Partial<SpecOptions>): () => void {
  return () => checkOptions({ rootfs: "/r", args: ["true"], ...options });
}

test("checkOptions() is content with the least", () => {
  expect(check({})).not.toThrow();
  expect(check({ rootless })).not.toThrow();
});

test.each<[string, Partial<SpecOptions>]>([
  ["There is no command to run in the container", { args: [] }],
  ['The rootfs "rootfs" is no absolute path', { rootfs: "rootfs" }],
  ['The working directory "bin" is no absolute path', { cwd: "bin" }],
  ['Cannot set the host name "a": the uts namespace is the host\'s', { hostname: "a", namespaces: { uts: "host" } }],
  ["The container cannot have user 1: you have too few subordinate ids", { rootless, user: { uid: 1, gid: 0 } }],
  ["The container cannot have group 9", { rootless, user: { uid: 0, gid: 9 } }],
  ['Cannot join the network namespace "/x" without root', { rootless, namespaces: { network: { path: "/x" } } }],
  ["Cannot use --memory without root: no cgroup has been delegated", { rootless, resources: { memory: 1 << 26 } }],
])("checkOptions() says: %s", (reason, options) => {
  expect(check(options)).toThrow(reason);
});

test("checkOptions() allows without root what is prepared, and with root what only root can", () => {
  expect(check({ rootless, resources: { memory: 1 << 26 }, cgroupsPath: "/user/x" })).not.toThrow();
  expect(check({ namespaces: { network: { path: "/x" } }, user: { uid: 9, gid: 9 } })).not.toThrow();
});

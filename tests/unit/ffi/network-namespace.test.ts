// Tests of ffi/network-namespace.ts; a process of its own enters a new one.
import { expect, test } from "bun:test";
import { readlinkSync } from "node:fs";
import { O_RDONLY } from "../../../ffi/constants.ts";
import { open } from "../../../ffi/file.ts";
import { isNetworkNamespace, OWN_NETWORK_NAMESPACE } from "../../../ffi/network-namespace.ts";

test("isNetworkNamespace() knows a network namespace from others and from files", () => {
  using network = open(OWN_NETWORK_NAMESPACE, O_RDONLY);
  using mounts = open("/proc/self/ns/mnt", O_RDONLY);
  using file = open(import.meta.path, O_RDONLY);
  expect([network, mounts, file].map(isNetworkNamespace)).toEqual([true, false, false]);
});

test("enterNewNetworkNamespace() moves the thread into another one", () => {
  const script = `
    import { readlinkSync } from "node:fs";
    import { enterNewNetworkNamespace, OWN_NETWORK_NAMESPACE } from "${import.meta.dir}/../../../ffi/network-namespace.ts";
    enterNewNetworkNamespace();
    console.log(readlinkSync(OWN_NETWORK_NAMESPACE));`;
  const entered = Bun.spawnSync([process.execPath, "-e", script]).stdout.toString().trim();
  expect(entered).toMatch(/^net:\[\d+\]$/);
  expect(entered).not.toBe(readlinkSync(OWN_NETWORK_NAMESPACE));
});

// Tests of src/engine/network/kept-namespace.ts.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { keptNamespace, namespacePath, removeKeptNamespace } from "../../../../../src/engine/network/kept-namespace.ts";
import { createNetworkNamespace } from "../../../../../src/network/netns/namespace.ts";

test("keptNamespace() is where `ip netns` looks, and nowhere for an ordinary user", () => {
  expect(keptNamespace("ctrmon-x", 0)).toEqual({ directory: "/run/netns", name: "ctrmon-x" });
  expect(keptNamespace("ctrmon-x", 1000)).toBeUndefined();
});

test("removeKeptNamespace() removes what is there, and is content with nothing", async () => {
  const place = { directory: "/run/netns", name: `ctrmon-test-kept-${process.pid}` };
  expect(await createNetworkNamespace(place)).toBe(namespacePath(place));
  removeKeptNamespace(place);
  expect(existsSync(namespacePath(place))).toBe(false);
  removeKeptNamespace(place);
});

// Checks the order of mounts, and what takes whose place.
import { expect, test } from "bun:test";
import { mergeMounts, rootPropagation } from "../../../../../../src/engine/spec/mounts/merge-mounts.ts";
import type { OciMount } from "../../../../../../src/engine/spec/oci-types.ts";

function at(destination: string, source = "default"): OciMount {
  return { destination, source };
}

test("mergeMounts() puts outer mounts first, and keeps the order otherwise", () => {
  const merged = mergeMounts([at("/proc"), at("/dev"), at("/dev/pts")], [at("/a/b/c"), at("/a/b"), at("/z")]);
  expect(merged.map(({ destination }) => destination)).toEqual(["/proc", "/dev", "/z", "/dev/pts", "/a/b", "/a/b/c"]);
});

test("mergeMounts() lets an asked-for mount take a default's place", () => {
  const merged = mergeMounts([at("/dev/shm"), at("/etc/hosts")], [at("/dev//shm/", "own")]);
  expect(merged).toEqual([at("/etc/hosts"), at("/dev//shm/", "own")]);
});

test("mergeMounts() refuses two mounts on one place", () => {
  expect(() => mergeMounts([], [at("/a"), at("/a/")])).toThrow('Two mounts have the same destination "/a"');
});

test("rootPropagation() is what the most open mount needs", () => {
  const spreading = (...options: string[]): OciMount => ({ destination: "/a", options });
  expect(rootPropagation([at("/a"), spreading("rprivate")])).toBeUndefined();
  expect(rootPropagation([spreading("rslave")])).toBe("slave");
  expect(rootPropagation([spreading("slave"), spreading("shared")])).toBe("shared");
});

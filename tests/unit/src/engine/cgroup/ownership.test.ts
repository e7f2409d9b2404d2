// Checks whose a cgroup is, by the owner of its directory.
import { expect, test } from "bun:test";
import { chownSync, mkdirSync } from "node:fs";
import type { Hierarchy } from "../../../../../src/engine/cgroup/hierarchies.ts";
import { isOwnCgroup } from "../../../../../src/engine/cgroup/ownership.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";

test("isOwnCgroup() is true when the user owns all that systemd keeps", () => {
  using directory = new TemporaryDirectory();
  const hierarchy = (name: string, uid: number, first?: string): Hierarchy => {
    mkdirSync(directory.at(name));
    mkdirSync(directory.at(`${name}/own`));
    chownSync(directory.at(`${name}/own`), uid, 0);
    const controllers = first === undefined ? [] : [first];
    return { version: first === undefined ? 2 : 1, controllers, mountPoint: directory.at(name), path: "/own" };
  };
  const second = hierarchy("unified", 1000);
  const named = hierarchy("systemd", 1000, "name=systemd");
  const memory = hierarchy("memory", 0, "memory");
  const roots = hierarchy("roots", 0);
  expect(isOwnCgroup([second], 1000)).toBe(true);
  expect(isOwnCgroup([second, named, memory], 1000)).toBe(true);
  expect(isOwnCgroup([second], 1001)).toBe(false);
  expect(isOwnCgroup([roots, named], 1000)).toBe(false);
  // Nothing of systemd's: nothing that it could have delegated.
  expect(isOwnCgroup([memory], 0)).toBe(false);
  expect(isOwnCgroup([{ ...second, path: "/not/mounted" }], 1000)).toBe(false);
});

// Tests of src/network/netns/directory.ts; namespace.test.ts shares a directory for real.
import { expect, test } from "bun:test";
import { O_DIRECTORY, O_RDONLY } from "../../../../../ffi/constants.ts";
import { open } from "../../../../../ffi/file.ts";
import { tryToLock } from "../../../../../ffi/lock.ts";
import { lockDirectory, namespaceDirectory } from "../../../../../src/network/netns/directory.ts";

test("namespaceDirectory() is ip-netns's for root", () => {
  expect(namespaceDirectory({ uid: 0, env: { XDG_RUNTIME_DIR: "/run/user/0" } })).toBe("/run/netns");
});

test("namespaceDirectory() is below the runtime directory of an ordinary user", () => {
  const env = { XDG_RUNTIME_DIR: "/run/user/1000" };
  expect(namespaceDirectory({ uid: 1000, env })).toBe("/run/user/1000/netns");
  // Who is root in a user namespace only cannot write to /run either.
  expect(namespaceDirectory({ uid: 0, env: { ...env, _CONTAINERS_ROOTLESS_UID: "1000" } })).toBe(
    "/run/user/1000/netns",
  );
});

test.each([{}, { XDG_RUNTIME_DIR: "" }])("namespaceDirectory() says what is missing: %j", (env) => {
  expect(() => namespaceDirectory({ uid: 1000, env })).toThrow("XDG_RUNTIME_DIR is not set");
});

test("lockDirectory() keeps others out until it is disposed of", () => {
  using other = open(import.meta.dir, O_RDONLY | O_DIRECTORY);
  const lock = lockDirectory(import.meta.dir);
  expect(tryToLock(other)).toBe(false);
  lock[Symbol.dispose]();
  expect(tryToLock(other)).toBe(true);
});

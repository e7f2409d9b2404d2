// Checks that a bind mount repeats the restrictions of the mount that it comes from.
import { expect, test } from "bun:test";
import { keepLockedFlags } from "../../../../../../src/engine/spec/mounts/locked-flags.ts";
import type { OciMount } from "../../../../../../src/engine/spec/oci-types.ts";

const MOUNTINFO = `21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:25 / /nowhere/media rw,nosuid,nodev,relatime - tmpfs tmpfs rw
31 30 0:26 / /nowhere/media/a\\040b ro,noexec,relatime - vfat /dev/sdb1 ro
32 21 0:27 / /nowhere/twice rw,noexec - tmpfs tmpfs rw
33 32 0:28 / /nowhere/twice rw,nosuid - tmpfs tmpfs rw
`;

function optionsFrom(source: string, ...options: string[]): readonly string[] | undefined {
  return keepLockedFlags({ destination: "/x", type: "bind", source, options }, MOUNTINFO).options;
}

test("keepLockedFlags() adds what is missing", () => {
  expect(optionsFrom("/nowhere/media/file", "ro", "rbind")).toEqual(["ro", "rbind", "nosuid", "nodev"]);
  expect(optionsFrom("/nowhere/media", "ro", "nodev")).toEqual(["ro", "nodev", "nosuid"]);
});

test("keepLockedFlags() takes back what the host does not allow", () => {
  expect(optionsFrom("/nowhere/media/a b/c", "rw", "exec", "rbind")).toEqual(["rbind", "ro", "noexec"]);
});

test("keepLockedFlags() looks at the innermost mount, and the last on one place", () => {
  expect(optionsFrom("/nowhere/mediaeval", "rw")).toEqual(["rw"]);
  expect(optionsFrom("/nowhere/twice", "rw")).toEqual(["rw", "nosuid"]);
});

test("keepLockedFlags() leaves other mounts alone", () => {
  const mount: OciMount = { destination: "/x", type: "tmpfs", source: "/nowhere/media" };
  expect(keepLockedFlags(mount, MOUNTINFO)).toBe(mount);
});

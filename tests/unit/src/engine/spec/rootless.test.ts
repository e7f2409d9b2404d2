// Checks the ids of a rootless container, and what is said when they cannot be had.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentUser, type HostUser, rootlessIds } from "../../../../../src/engine/spec/rootless.ts";

let etc = "";

beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), "ctrmon-spec-"));
  writeFileSync(join(etc, "passwd"), "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/srv:/bin/sh\n");
  for (const program of ["newuidmap", "newgidmap"]) {
    writeFileSync(join(etc, program), "");
    chmodSync(join(etc, program), 0o755);
  }
});

afterEach(() => rmSync(etc, { recursive: true }));

function user(changes: Partial<HostUser> = {}): HostUser {
  return { uid: 1000, gid: 1001, path: etc, etc, ...changes };
}

test("rootlessIds() has nothing for root", () => {
  expect(rootlessIds(user({ uid: 0, path: "" }))).toBeUndefined();
});

test("rootlessIds() maps root to the user, and the rest to its ranges", () => {
  writeFileSync(join(etc, "subuid"), "me:100000:65536\n");
  writeFileSync(join(etc, "subgid"), "1000:200000:10\nme:300000:5\n");
  expect(rootlessIds(user())).toEqual({
    uidMappings: [
      { containerID: 0, hostID: 1000, size: 1 },
      { containerID: 1, hostID: 100_000, size: 65_536 },
    ],
    gidMappings: [
      { containerID: 0, hostID: 1001, size: 1 },
      { containerID: 1, hostID: 200_000, size: 10 },
      { containerID: 11, hostID: 300_000, size: 5 },
    ],
  });
});

test("rootlessIds() says what to do without subordinate ids", () => {
  writeFileSync(join(etc, "subuid"), "me:100000:65536\n");
  const add = "usermod --add-subuids 100000-165535 --add-subgids 100000-165535";
  expect(() => rootlessIds(user())).toThrow(
    `No subordinate ids for user "me": add a line to /etc/subuid and /etc/subgid (as root: ${add} me)`,
  );
  expect(() => rootlessIds(user({ uid: 1234 }))).toThrow('No subordinate ids for user "1234"');
});

test("rootlessIds() says what to install without newuidmap", () => {
  expect(() => rootlessIds(user({ path: "/nowhere" }))).toThrow(
    'newuidmap is not in PATH; install it, on Debian "apt-get install uidmap"',
  );
});

test("currentUser() is whoever runs the process", () => {
  expect(currentUser()).toMatchObject({ uid: process.geteuid?.(), gid: process.getegid?.() });
});

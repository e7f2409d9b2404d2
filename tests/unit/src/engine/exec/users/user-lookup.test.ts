// Checks which ids a user has in a container, by the rules that Docker and Podman share.
import { expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { makeFifo } from "../../../../../../ffi/file.ts";
import { lookupUser, UserLookupError } from "../../../../../../src/engine/exec/users/user-lookup.ts";
import { TemporaryDirectory } from "../../../../ffi/temporary-directory.ts";

const PASSWD = `
root:x:0:0:root:/root:/bin/sh
ann:x:1000:100:Ann:/home-of-ann:/bin/sh
bob:x:1001:101:Bob::/bin/sh
1000:x:7:8:digits:/seven:
1002:x:9:10:digits:/nine:
`;
const GROUP = `
root:x:0:
users:x:100:
wheel:x:10:root,ann
audio:x:29:ann,bob
again:x:29:ann
10:x:55:
`;

/** A container's root directory with accounts. */
class Rootfs implements Disposable {
  readonly #directory = new TemporaryDirectory();
  readonly path = this.#directory.path;

  constructor(files: Readonly<Record<string, string>> = { passwd: PASSWD, group: GROUP }) {
    mkdirSync(this.at("etc"));
    for (const [name, text] of Object.entries(files)) writeFileSync(this.at(`etc/${name}`), text);
  }

  at(path: string): string {
    return this.#directory.at(path);
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

test("lookupUser() finds a name with its groups and home", () => {
  using rootfs = new Rootfs();
  expect(lookupUser(rootfs.path, "ann")).toEqual({
    ...{ name: "ann", uid: 1000, gid: 100, home: "/home-of-ann" },
    additionalGids: [10, 29],
  });
  expect(lookupUser(rootfs.path, "root")).toMatchObject({ uid: 0, gid: 0, additionalGids: [10], home: "/root" });
  expect(lookupUser(rootfs.path, "bob")).toMatchObject({ additionalGids: [29], home: "/" });
});

test("lookupUser() finds a uid's account", () => {
  using rootfs = new Rootfs();
  expect(lookupUser(rootfs.path, "1001")).toMatchObject({ name: "bob", uid: 1001, gid: 101, additionalGids: [29] });
  expect(lookupUser(rootfs.path, "0000")).toMatchObject({ name: "root", uid: 0 });
});

test("lookupUser() takes the first line that fits, be it a name of digits", () => {
  using rootfs = new Rootfs();
  expect(lookupUser(rootfs.path, "1000")).toMatchObject({ name: "ann", uid: 1000 });
  expect(lookupUser(rootfs.path, "1002")).toMatchObject({ name: "1002", uid: 9 });
  expect(lookupUser(rootfs.path, "ann:10")).toMatchObject({ gid: 10 });
});

test("lookupUser() takes a uid without an account, with gid 0 and home /", () => {
  using rootfs = new Rootfs();
  const nobody = { uid: 4242, gid: 0, additionalGids: [], home: "/" };
  expect(lookupUser(rootfs.path, "4242")).toEqual(nobody);
  rmSync(rootfs.at("etc"), { recursive: true });
  expect(lookupUser(rootfs.path, "4242")).toEqual(nobody);
  expect(lookupUser(rootfs.path, "2147483647:2147483647")).toMatchObject({ uid: 2147483647, gid: 2147483647 });
});

test("lookupUser() puts a group in place of all of the user's", () => {
  using rootfs = new Rootfs();
  expect(lookupUser(rootfs.path, "ann:audio")).toMatchObject({ uid: 1000, gid: 29, additionalGids: [] });
  expect(lookupUser(rootfs.path, "ann:4242")).toMatchObject({ uid: 1000, gid: 4242, additionalGids: [] });
  expect(lookupUser(rootfs.path, "4242:wheel")).toMatchObject({ uid: 4242, gid: 10, home: "/" });
  expect(lookupUser(rootfs.path, "4242:4243")).toMatchObject({ uid: 4242, gid: 4243 });
});

test("lookupUser() does with half of a user", () => {
  using rootfs = new Rootfs();
  expect(lookupUser(rootfs.path, "ann:")).toEqual(lookupUser(rootfs.path, "ann"));
  expect(lookupUser(rootfs.path, ":audio")).toMatchObject({ uid: 0, gid: 29, additionalGids: [], home: "/root" });
  expect(lookupUser(rootfs.path, ":4242")).toMatchObject({ uid: 0, gid: 4242 });
  expect(lookupUser(rootfs.path, "")).toEqual(lookupUser(rootfs.path, "root"));
  expect(lookupUser(rootfs.path, ":")).toEqual(lookupUser(rootfs.path, "root"));
});

test("lookupUser() says which name is unknown", () => {
  using rootfs = new Rootfs();
  const message = 'Cannot find the user "eve": no such name in the container\'s /etc/passwd';
  expect(() => lookupUser(rootfs.path, "eve")).toThrow(new UserLookupError(message));
  expect(() => lookupUser(rootfs.path, "ann:eve")).toThrow('Cannot find the group "eve"');
  expect(() => lookupUser(rootfs.path, "a\nb\0c")).toThrow('Cannot find the user "a\\nb\\u0000c"');
  for (const name of ["Ann", "ann ", "+0", "0x0", "1e3", "0.0", "ann\0"]) {
    expect(() => lookupUser(rootfs.path, name)).toThrow(UserLookupError);
  }
});

test("lookupUser() refuses ids that are out of range, and more than two parts", () => {
  using rootfs = new Rootfs();
  for (const user of ["-1", "2147483648", "4294967295", "4294967296", "99999999999999999999"]) {
    expect(() => lookupUser(rootfs.path, user)).toThrow(`Cannot use the uid ${user}: it is not from 0 to 2147483647`);
    expect(() => lookupUser(rootfs.path, `0:${user}`)).toThrow(`Cannot use the gid ${user}`);
  }
  expect(() => lookupUser(rootfs.path, "a:b:c")).toThrow('Cannot understand the user "a:b:c"');
});

test("lookupUser() stays in the root directory, wherever links point", () => {
  using outside = new Rootfs();
  using rootfs = new Rootfs({ group: GROUP });
  for (const target of [outside.at("etc/passwd"), `../../..${outside.at("etc/passwd")}`]) {
    symlinkSync(target, rootfs.at("etc/passwd"));
    expect(() => lookupUser(rootfs.path, "ann")).toThrow(UserLookupError);
    rmSync(rootfs.at("etc/passwd"));
  }
  mkdirSync(rootfs.at("nix"));
  writeFileSync(rootfs.at("nix/passwd"), "own:x:5:6::/own:\n");
  symlinkSync("/../../nix/passwd", rootfs.at("etc/passwd"));
  expect(lookupUser(rootfs.path, "own")).toMatchObject({ uid: 5, home: "/own" });
});

test("lookupUser() fails at once on files that are none", () => {
  using rootfs = new Rootfs({});
  makeFifo(rootfs.at("etc/passwd"), 0o644);
  expect(() => lookupUser(rootfs.path, "0")).toThrow('Cannot read "/etc/passwd" in');
  expect(() => lookupUser(rootfs.path, "0")).toThrow("it is a FIFO");
  rmSync(rootfs.at("etc/passwd"));
  symlinkSync("passwd", rootfs.at("etc/passwd"));
  expect(() => lookupUser(rootfs.path, "0")).toThrow("ELOOP");
  expect(() => lookupUser(rootfs.at("no"), "0")).toThrow("ENOENT");
});

test("lookupUser() reads names and homes that are no UTF-8", () => {
  using rootfs = new Rootfs({});
  writeFileSync(rootfs.at("etc/passwd"), Buffer.from("gr\xfcn:x:5:6::/gr\xfcn:\n", "latin1"));
  expect(lookupUser(rootfs.path, "5")).toMatchObject({ uid: 5, home: "/gr\udcfcn" });
});

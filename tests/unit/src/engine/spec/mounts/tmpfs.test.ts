// Checks the grammar of --tmpfs.
import { expect, test } from "bun:test";
import { parseTmpfs, writablePlaces } from "../../../../../../src/engine/spec/mounts/tmpfs.ts";

test("parseTmpfs() copies up, and allows neither devices nor set-user-ID, by default", () => {
  expect(parseTmpfs("/run")).toEqual({
    destination: "/run",
    type: "tmpfs",
    source: "tmpfs",
    options: ["rw", "rprivate", "nosuid", "nodev", "tmpcopyup"],
  });
});

test("parseTmpfs() keeps what is asked for instead", () => {
  const { options } = parseTmpfs("/run:size=64m,mode=1777,exec,dev,suid,notmpcopyup,ro");
  expect(options).toEqual(["size=64m", "mode=1777", "exec", "dev", "suid", "ro", "rprivate"]);
});

test.each(["", "run", "/", "/run:colour=red", "/run:exec,noexec"])("parseTmpfs() refuses %p", (text) => {
  expect(() => parseTmpfs(text)).toThrow(`"${text}"`);
});

test("writablePlaces() are those that programs expect", () => {
  expect(writablePlaces().map(({ destination }) => destination)).toEqual(["/run", "/tmp", "/var/tmp"]);
});

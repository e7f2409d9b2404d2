// Checks what is taken from passwd and group files, and what is passed over.
import { expect, test } from "bun:test";
import { parseGroup, parsePasswd } from "../../../../../../src/engine/exec/users/account-files.ts";

test("parsePasswd() reads name, ids and home", () => {
  const text = "root:x:0:0:root:/root:/bin/sh\nnobody:*:65534:65533:,,,:/nonexistent:/usr/sbin/nologin\n";
  expect(parsePasswd(text)).toEqual([
    { name: "root", uid: 0, gid: 0, home: "/root" },
    { name: "nobody", uid: 65534, gid: 65533, home: "/nonexistent" },
  ]);
});

test("parsePasswd() needs nothing behind the gid, nor a newline at the end", () => {
  expect(parsePasswd("a::1:2")).toEqual([{ name: "a", uid: 1, gid: 2, home: "" }]);
  expect(parsePasswd("  a:x:007:2:::\t\r\n")).toEqual([{ name: "a", uid: 7, gid: 2, home: "" }]);
});

test("parsePasswd() never takes nonsense for root", () => {
  const lines = ["", ":", "a", "a:x", "a:x:1", "a:x::1", "a:x:1:", "a:x:b:1", "a:x:-1:1", "a:x:+1:1", "a:x:1.5:1"];
  const more = ["a:x:1e3:1", "a:x:0x10:1", "a:x: 1:1", "a:x:1:4294967295", "a:x:99999999999:1", ":x:0:0::/:/bin/sh"];
  const notAccounts = ["# root:x:0:0", "#a:x:1:1", "+::::::", "+:x:0:0", "-a:x:1:1", "\0", "\ufffd\u0301"];
  expect(parsePasswd([...lines, ...more, ...notAccounts].join("\n"))).toEqual([]);
});

test("parsePasswd() takes the largest id, and good lines among bad ones", () => {
  expect(parsePasswd("bad\nlast:x:4294967294:4294967294:\n\nbad:::\n")).toEqual([
    { name: "last", uid: 4294967294, gid: 4294967294, home: "" },
  ]);
});

test("parseGroup() reads name, gid and members", () => {
  expect(parseGroup("wheel:x:10:root,ann\nempty:x:11:\nshort::12\nspaced:x:13: ann , ,bob\n")).toEqual([
    { name: "wheel", gid: 10, members: ["root", "ann"] },
    { name: "empty", gid: 11, members: [] },
    { name: "short", gid: 12, members: [] },
    { name: "spaced", gid: 13, members: ["ann", "bob"] },
  ]);
});

test("parseGroup() passes malformed lines over", () => {
  expect(parseGroup("wheel\nwheel:x\nwheel:x:a:ann\nwheel:x:-1:\n:x:0:ann\n+:::\n#a:x:1:ann\n")).toEqual([]);
});

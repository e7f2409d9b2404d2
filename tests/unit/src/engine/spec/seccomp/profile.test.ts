// Checks that a profile in the engines' form is read as the programs that write them mean it.
import { expect, test } from "bun:test";
import {
  parseSeccompProfile,
  readDefaultSeccompProfile,
  readSeccompProfile,
} from "../../../../../../src/engine/spec/seccomp/profile.ts";

test("parseSeccompProfile() takes null and absence for empty", () => {
  const rule = { names: ["read"], action: "SCMP_ACT_ALLOW", args: null, comment: "", includes: {} };
  const profile = parseSeccompProfile(JSON.stringify({ defaultAction: "SCMP_ACT_ERRNO", syscalls: [rule] }), "x");
  const condition = { arches: [], caps: [] };
  expect(profile).toEqual({
    defaultAction: "SCMP_ACT_ERRNO",
    architectures: [],
    flags: [],
    archMap: [],
    syscalls: [{ names: ["read"], action: "SCMP_ACT_ALLOW", args: [], includes: condition, excludes: condition }],
  });
});

test("parseSeccompProfile() keeps arguments of 64 bits", () => {
  const args = '[{"index":0,"value":18446744073709551615,"op":"SCMP_CMP_EQ"}]';
  const text = `{"defaultAction":"A","syscalls":[{"names":["x"],"action":"B","args":${args}}]}`;
  expect(parseSeccompProfile(text, "x").syscalls[0]?.args[0]).toMatchObject({
    value: 0xffff_ffff_ffff_ffffn,
    valueTwo: 0,
  });
});

test("parseSeccompProfile() says what is wrong with which file", () => {
  expect(() => parseSeccompProfile("{", "/x.json")).toThrow('Cannot use seccomp profile "/x.json": it is no JSON');
  const call = () => parseSeccompProfile('{"defaultAction":"A","syscalls":[{"names":[1],"action":"B"}]}', "/x.json");
  expect(call).toThrow('Cannot use seccomp profile "/x.json":');
  expect(call).toThrow("syscalls.0.names.0");
});

test("readSeccompProfile() wants the file to be there", () => {
  expect(() => readSeccompProfile("/nowhere/x.json")).toThrow('Cannot read seccomp profile "/nowhere/x.json": ENOENT');
});

test("readDefaultSeccompProfile() does without", () => {
  expect(readDefaultSeccompProfile(["/nowhere/a.json", "/nowhere/b.json"])).toBeUndefined();
});

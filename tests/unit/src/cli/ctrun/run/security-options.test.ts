// Checks what --security-opt is taken to mean.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { securityOptions } from "../../../../../../src/cli/ctrun/run/security-options.ts";
import { readDefaultSeccompProfile } from "../../../../../../src/engine/spec/seccomp/profile.ts";
import { TemporaryDirectory } from "../../../../ffi/temporary-directory.ts";

test("securityOptions() takes the default filter, and none for a privileged container", () => {
  expect(securityOptions([], false)).toEqual({ seccomp: readDefaultSeccompProfile(), noNewPrivileges: false });
  expect(securityOptions([], true).seccomp).toBeUndefined();
});

test("securityOptions() reads a profile of one's own, also for a privileged container, or takes none", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("profile.json");
  writeFileSync(path, JSON.stringify({ defaultAction: "SCMP_ACT_ALLOW" }));
  for (const privileged of [false, true]) {
    expect(securityOptions([`seccomp=${path}`], privileged).seccomp).toMatchObject({ defaultAction: "SCMP_ACT_ALLOW" });
  }
  expect(securityOptions([`seccomp=${path}`, "seccomp=unconfined"], false).seccomp).toBeUndefined();
});

test.each([
  ["no-new-privileges", true],
  ["no-new-privileges=true", true],
  ["no-new-privileges:true", true],
  ["no-new-privileges=false", false],
])("securityOptions() reads %s", (text, expected) => {
  expect(securityOptions([text], true).noNewPrivileges).toBe(expected);
});

test.each(["seccomp", "seccomp=", "no-new-privileges=perhaps", "label=disable", ""])(
  "securityOptions() refuses %p",
  (text) => expect(() => securityOptions([text], true)).toThrow(`invalid value "${text}" for --security-opt`),
);

test("securityOptions() names a profile that is not there", () => {
  expect(() => securityOptions(["seccomp=/nowhere.json"], false)).toThrow('seccomp profile "/nowhere.json": ENOENT');
});

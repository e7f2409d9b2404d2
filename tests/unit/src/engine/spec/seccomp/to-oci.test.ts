// Checks which rules of a profile apply to a container, by architecture, capability and kernel.
import { expect, test } from "bun:test";
import type { OciSeccomp } from "../../../../../../src/engine/spec/oci-types.ts";
import { parseSeccompProfile } from "../../../../../../src/engine/spec/seccomp/profile.ts";
import { type SeccompTarget, seccompForContainer } from "../../../../../../src/engine/spec/seccomp/to-oci.ts";

const TARGET: SeccompTarget = { capabilities: ["CAP_KILL"], architecture: "x64", kernel: "6.1.0-13-amd64" };

const ARCH_MAP = [
  { architecture: "SCMP_ARCH_X86_64", subArchitectures: ["SCMP_ARCH_X86"] },
  { architecture: "SCMP_ARCH_AARCH64", subArchitectures: null },
];

function converted(profile: object, target: Partial<SeccompTarget> = {}): OciSeccomp {
  const text = JSON.stringify({ defaultAction: "SCMP_ACT_ERRNO", archMap: ARCH_MAP, ...profile });
  return seccompForContainer(parseSeccompProfile(text, "test"), { ...TARGET, ...target });
}

/** The names of the rules that apply, each rule being called after its condition. */
function applying(
  conditions: Readonly<Record<string, object>>,
  target: Partial<SeccompTarget> = {},
): readonly string[] {
  const syscalls = Object.entries(conditions).map(([name, condition]) => ({
    names: [name],
    action: "A",
    ...condition,
  }));
  return (converted({ syscalls }, target).syscalls ?? []).flatMap(({ names }) => names);
}

test("seccompForContainer() chooses the architectures that belong together", () => {
  expect(converted({}).architectures).toEqual(["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"]);
  expect(converted({}, { architecture: "arm64" }).architectures).toEqual(["SCMP_ARCH_AARCH64"]);
  expect(converted({ architectures: ["SCMP_ARCH_ARM"] }).architectures).toEqual(["SCMP_ARCH_ARM"]);
  expect(converted({ archMap: [] }).architectures).toEqual([]);
  expect(() => converted({}, { architecture: "ppc64" })).toThrow("no rules for the architecture ppc64");
});

test("seccompForContainer() keeps the defaults and flags", () => {
  const profile = { defaultErrnoRet: 38, defaultErrno: "ENOSYS", flags: ["SECCOMP_FILTER_FLAG_LOG"] };
  expect(converted(profile)).toMatchObject({
    defaultAction: "SCMP_ACT_ERRNO",
    defaultErrnoRet: 38,
    flags: profile.flags,
  });
  expect(converted({ defaultErrnoRet: 38 })).not.toHaveProperty("defaultErrno");
});

test("seccompForContainer() obeys conditions on the architecture", () => {
  const rules = { always: {}, own: { includes: { arches: ["amd64"] } }, arm: { includes: { arches: ["arm64"] } } };
  const all = { ...rules, not: { excludes: { arches: ["amd64", "x32"] } } };
  expect(applying(all)).toEqual(["always", "own"]);
  expect(applying(all, { architecture: "arm64" })).toEqual(["always", "arm", "not"]);
});

test("seccompForContainer() wants all included capabilities and no excluded one", () => {
  const rules = {
    kill: { includes: { caps: ["CAP_KILL"] } },
    both: { includes: { caps: ["CAP_KILL", "CAP_BPF"] } },
    without: { excludes: { caps: ["CAP_KILL", "CAP_BPF"] } },
  };
  expect(applying(rules)).toEqual(["kill"]);
  expect(applying(rules, { capabilities: ["CAP_KILL", "CAP_BPF"] })).toEqual(["kill", "both"]);
  expect(applying(rules, { capabilities: [] })).toEqual(["without"]);
});

test("seccompForContainer() compares kernels by number", () => {
  const rules = { old: { includes: { minKernel: "4.8" } }, new: { includes: { minKernel: "6.10" } } };
  expect(applying({ ...rules, until: { excludes: { minKernel: "6.1" } } })).toEqual(["old"]);
  expect(applying(rules, { kernel: "6.10.3" })).toEqual(["old", "new"]);
});

test("seccompForContainer() keeps errno and arguments, and no comment", () => {
  const args = [{ index: 0, value: 8, valueTwo: 1, op: "SCMP_CMP_EQ" }];
  const rule = { names: ["personality"], action: "SCMP_ACT_ERRNO", errnoRet: 1, args };
  expect(converted({ syscalls: [{ ...rule, comment: "why" }] }).syscalls).toEqual([rule]);
  expect(converted({ syscalls: [{ names: ["a"], action: "A", args: [] }] }).syscalls).toEqual([
    { names: ["a"], action: "A" },
  ]);
});

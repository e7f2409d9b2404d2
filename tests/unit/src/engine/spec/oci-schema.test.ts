// Checks the schemas against a runtime's own example, and against null, which no runtime takes for a missing member.
import { expect, test } from "bun:test";
import * as v from "valibot";
import { ProcessSchema, SpecSchema } from "../../../../../src/engine/spec/oci-schema.ts";

const PROCESS = { user: { uid: 0, gid: 0 }, cwd: "/", args: ["true"] };

test("ProcessSchema accepts the least that a process needs", () => {
  expect(v.parse(ProcessSchema, PROCESS)).toEqual(PROCESS);
});

test("ProcessSchema refuses negative ids, a relative directory and null", () => {
  const wrong = [
    { ...PROCESS, user: { uid: -1, gid: 0 } },
    { ...PROCESS, cwd: "" },
    { ...PROCESS, args: null },
    { ...PROCESS, capabilities: { bounding: "CAP_KILL" } },
  ];
  for (const process of wrong) expect(v.is(ProcessSchema, process)).toBe(false);
});

test("SpecSchema accepts what the other parts hold", () => {
  const spec = {
    ociVersion: "1.1.0",
    process: PROCESS,
    root: { path: "rootfs", readonly: true },
    hooks: { prestart: [] },
    annotations: { "a.b": "c" },
    linux: {
      namespaces: [{ type: "pid" }, { type: "network", path: "/run/netns/x" }],
      uidMappings: [{ containerID: 0, hostID: 1000, size: 1 }],
      resources: {
        devices: [{ allow: false, access: "rwm" }],
        memory: { limit: 0x7fff_ffff_ffff_ffffn, swap: -1 },
        pids: { limit: 10 },
        cpu: { quota: -1, cpus: "0-1" },
      },
      devices: [{ path: "/dev/fuse", type: "c", major: 10, minor: 229, fileMode: 438 }],
      seccomp: {
        defaultAction: "SCMP_ACT_ERRNO",
        syscalls: [{ names: ["read"], action: "SCMP_ACT_ALLOW", args: [{ index: 0, value: 1, op: "SCMP_CMP_EQ" }] }],
      },
    },
  };
  expect(v.parse(SpecSchema, spec)).toEqual(spec);
});

test("SpecSchema refuses a file without a version", () => {
  expect(v.is(SpecSchema, { process: PROCESS })).toBe(false);
});

// Checks how the parts come together in one configuration; what each part does has tests of its own.
import { expect, test } from "bun:test";
import * as v from "valibot";
import { buildSpec, type SpecOptions } from "../../../../../src/engine/spec/build-spec.ts";
import { SpecSchema } from "../../../../../src/engine/spec/oci-schema.ts";
import type { OciMount, OciSpec } from "../../../../../src/engine/spec/oci-types.ts";
import { parseSeccompProfile } from "../../../../../src/engine/spec/seccomp/profile.ts";

const ids = [
  { containerID: 0, hostID: 1000, size: 1 },
  { containerID: 1, hostID: 100_000, size: 65_536 },
];
const rootless = { uidMappings: ids, gidMappings: ids };

function build(options: Partial<SpecOptions> = {}): OciSpec {
  return buildSpec({ rootfs: "/rootfs", args: ["true"], ...options });
}

function mountAt(spec: OciSpec, path: string): OciMount | undefined {
  return spec.mounts?.find(({ destination }) => destination === path);
}

test("buildSpec() makes what the schema accepts, and no member that is undefined", () => {
  for (const options of [{}, { rootless }, { privileged: true, terminal: true, hostname: "x" }]) {
    const spec = build(options);
    expect(v.parse(SpecSchema, JSON.parse(JSON.stringify(spec)))).toStrictEqual(spec);
  }
});

test("buildSpec() runs the command as root in / without a word", () => {
  expect(build().process).toMatchObject({
    args: ["true"],
    cwd: "/",
    user: { uid: 0, gid: 0, umask: 0o022 },
    terminal: false,
    noNewPrivileges: false,
  });
  expect(build().process).not.toHaveProperty("rlimits");
  expect(build().root).toEqual({ path: "/rootfs", readonly: false });
});

test("buildSpec() passes on what is asked of the process", () => {
  const { process } = build({
    user: { uid: 5, gid: 6, additionalGids: [7] },
    cwd: "/srv",
    env: ["A=1"],
    terminal: true,
    consoleSize: { rows: 24, columns: 80 },
    noNewPrivileges: true,
    oomScoreAdj: 500,
    rlimits: [{ type: "RLIMIT_CORE", soft: 0, hard: 0 }],
    capAdd: ["NET_RAW"],
  });
  expect(process).toMatchObject({
    user: { uid: 5, gid: 6, additionalGids: [7], umask: 0o022 },
    cwd: "/srv",
    terminal: true,
    consoleSize: { height: 24, width: 80 },
    noNewPrivileges: true,
    oomScoreAdj: 500,
    rlimits: [{ type: "RLIMIT_CORE", soft: 0, hard: 0 }],
  });
  expect(process?.env).toContain("TERM=xterm");
  expect(process?.capabilities?.ambient).toEqual(["CAP_NET_RAW"]);
});

test("buildSpec() keeps the stop signal as an annotation beside the caller's", () => {
  expect(build({ annotations: { a: "b" }, stopSignal: 10 }).annotations).toEqual({
    a: "b",
    "org.opencontainers.image.stopSignal": "10",
  });
});

test("buildSpec() protects /proc and /sys unless privileged", () => {
  expect(build().linux?.maskedPaths).toContain("/proc/kcore");
  expect(build().linux?.readonlyPaths).toContain("/proc/sys");
  const { linux } = build({ privileged: true });
  expect(linux).not.toHaveProperty("maskedPaths");
  expect(linux).not.toHaveProperty("readonlyPaths");
  expect(linux?.resources?.devices).toEqual([{ allow: true, access: "rwm" }]);
});

test("buildSpec() makes some places writable in a read-only container", () => {
  expect(mountAt(build({ readonlyRootfs: true }), "/tmp")?.type).toBe("tmpfs");
  expect(mountAt(build({ readonlyRootfs: true, readonlyTmpfs: false }), "/tmp")).toBeUndefined();
  expect(mountAt(build({ readonlyRootfs: true, hostFiles: { hosts: "/h" } }), "/etc/hosts")?.options).toContain("ro");
});

test("buildSpec() lets asked-for mounts spread through the root", () => {
  const mounts = [{ destination: "/x", type: "bind", source: "/y", options: ["rslave"] }];
  expect(build({ mounts }).linux?.rootfsPropagation).toBe("slave");
  expect(build().linux).not.toHaveProperty("rootfsPropagation");
});

test("buildSpec() filters system calls by the container's capabilities, unless privileged", () => {
  const syscalls = [{ names: ["bpf"], action: "SCMP_ACT_ALLOW", includes: { caps: ["CAP_BPF"] } }];
  const text = JSON.stringify({ defaultAction: "SCMP_ACT_ERRNO", architectures: ["SCMP_ARCH_X86_64"], syscalls });
  const seccomp = parseSeccompProfile(text, "test");
  expect(build({ seccomp }).linux?.seccomp?.syscalls).toEqual([]);
  expect(build({ seccomp, capAdd: ["BPF"] }).linux?.seccomp?.syscalls).toHaveLength(1);
  expect(build({ seccomp, privileged: true }).linux).not.toHaveProperty("seccomp");
});

test("buildSpec() gives a rootless container a user namespace, and no cgroup", () => {
  const { linux } = build({ rootless });
  expect(linux).toMatchObject(rootless);
  expect(linux?.namespaces).toContainEqual({ type: "user" });
  expect(linux).not.toHaveProperty("resources");
  expect(linux).not.toHaveProperty("cgroupsPath");
  expect(build({ rootless, cgroupsPath: "/x" }).linux?.resources?.pids).toEqual({ limit: 2048 });
});

test("buildSpec() leaves out what runc refuses to a rootless container: more groups", () => {
  const user = { uid: 5, gid: 6, additionalGids: [7] };
  expect(build({ rootless, user }).process?.user).toEqual({ uid: 5, gid: 6, umask: 0o022 });
});

test("buildSpec() gives terminals group 5 only where it is mapped", () => {
  const few = [{ containerID: 0, hostID: 1000, size: 1 }];
  const narrow = { uidMappings: few, gidMappings: few };
  expect(mountAt(build({ rootless }), "/dev/pts")?.options).toContain("gid=5");
  expect(mountAt(build({ rootless: narrow }), "/dev/pts")?.options).not.toContain("gid=5");
});

test("buildSpec() refuses what checkOptions() refuses", () => {
  expect(() => build({ args: [] })).toThrow("There is no command");
});

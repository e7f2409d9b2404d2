// Checks what every container finds mounted; that the kernel agrees is for the integration tests.
import { expect, test } from "bun:test";
import { type DefaultMountOptions, defaultMounts } from "../../../../../../src/engine/spec/mounts/default-mounts.ts";
import type { OciMount } from "../../../../../../src/engine/spec/oci-types.ts";

function mountsWith(options: Partial<DefaultMountOptions>): ReadonlyMap<string, OciMount> {
  const all = { namespaces: {}, rootless: false, privileged: false, shmSize: 1024, terminalGroup: true, ...options };
  return new Map(defaultMounts(all).map((mount) => [mount.destination, mount]));
}

test("defaultMounts() are Podman's", () => {
  const mounts = mountsWith({});
  expect([...mounts].map(([path, { type }]) => [path, type])).toEqual([
    ["/proc", "proc"],
    ["/dev", "tmpfs"],
    ["/sys", "sysfs"],
    ["/sys/fs/cgroup", "cgroup"],
    ["/dev/pts", "devpts"],
    ["/dev/mqueue", "mqueue"],
    ["/dev/shm", "tmpfs"],
  ] as [string, string][]);
  expect(mounts.get("/sys")?.options).toContain("ro");
  expect(mounts.get("/sys/fs/cgroup")?.options).toContain("ro");
  expect(mounts.get("/dev/shm")?.options).toContain("size=1024");
  expect(mounts.get("/dev/pts")?.options).toContain("gid=5");
});

test("defaultMounts() gives terminals no group that is not mapped", () => {
  expect(mountsWith({ terminalGroup: false }).get("/dev/pts")?.options).not.toContain("gid=5");
});

test("defaultMounts() lets a privileged container write to /sys", () => {
  const mounts = mountsWith({ privileged: true });
  for (const path of ["/sys", "/sys/fs/cgroup"]) expect(mounts.get(path)?.options).toContain("rw");
});

test("defaultMounts() binds what a user namespace cannot mount", () => {
  const namespaces = { pid: "host", network: "host", ipc: "host" } as const;
  const rootless = mountsWith({ namespaces, rootless: true });
  for (const path of ["/proc", "/sys", "/dev/shm"])
    expect(rootless.get(path)).toMatchObject({ type: "bind", source: path });
  expect(rootless.has("/sys/fs/cgroup")).toBe(false);
  expect(rootless.has("/dev/mqueue")).toBe(false);
});

test("defaultMounts() mounts for root even where namespaces are shared", () => {
  const mounts = mountsWith({ namespaces: { pid: "host", network: "host", ipc: "host" } });
  expect(mounts.get("/proc")?.type).toBe("proc");
  expect(mounts.get("/sys")?.type).toBe("sysfs");
  expect(mounts.get("/dev/mqueue")?.type).toBe("mqueue");
  expect(mounts.get("/dev/shm")).toMatchObject({ type: "bind", source: "/dev/shm" });
});

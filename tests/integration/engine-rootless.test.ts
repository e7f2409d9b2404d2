// Runs built configurations in a real runc as an ordinary user of the machine: container, exec, kill, delete.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSpec, type SpecOptions } from "../../src/engine/spec/build-spec.ts";
import { parseTmpfs } from "../../src/engine/spec/mounts/tmpfs.ts";
import { parseVolume } from "../../src/engine/spec/mounts/volume.ts";
import { type OciIdMapping, writeSpec } from "../../src/engine/spec/oci-spec.ts";
import { rootlessIds } from "../../src/engine/spec/rootless.ts";
import { readDefaultSeccompProfile } from "../../src/engine/spec/seccomp/profile.ts";
import { makeBusyboxRootfs } from "../helpers/busybox-rootfs.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { RootlessUser, type UserRun } from "../helpers/rootless-user.ts";

let user: RootlessUser;
let rootfs = "";

beforeAll(() => {
  user = new RootlessUser();
  rootfs = makeBusyboxRootfs(join(user.directory, "rootfs"));
  user.own(rootfs);
});

afterAll(() => user[Symbol.dispose]());
leavesNothing();

function runc(...args: readonly string[]): UserRun {
  return user.run("runc", "--root", join(user.runtimeDirectory, "runc"), ...args);
}

function writeBundle(script: string, options: Partial<SpecOptions>): string {
  const bundle = join(user.directory, "bundle");
  rmSync(bundle, { recursive: true, force: true });
  mkdirSync(bundle);
  const args = ["/bin/sh", "-c", script];
  writeSpec(bundle, buildSpec({ rootfs, args, rootless: rootlessIds(user.host), ...options }));
  user.own(bundle);
  return bundle;
}

/** Runs a script in a container until its end. runc warns of cgroups that it does not have, on stderr. */
function run(script: string, options: Partial<SpecOptions> = {}): UserRun {
  return runc("run", "--bundle", writeBundle(script, options), user.name);
}

/** What it printed, when it went well. */
function output(script: string, options: Partial<SpecOptions> = {}): string {
  const ended = run(script, options);
  expect(ended.code, ended.stderr).toBe(0);
  return ended.stdout;
}

function hostIdOf(mappings: readonly OciIdMapping[] | undefined, id: number): number | undefined {
  const range = mappings?.find(({ containerID, size }) => id >= containerID && id < containerID + size);
  return range && range.hostID + id - range.containerID;
}

test("rootlessIds() makes the user root in the container, with everybody else from its subordinate ids", () => {
  expect(output("id; touch /own /other; chown 1:5 /other")).toBe("uid=0 gid=0\n");
  const ids = rootlessIds(user.host);
  expect(statSync(join(rootfs, "own"))).toMatchObject({ uid: user.host.uid, gid: user.host.gid });
  expect(statSync(join(rootfs, "other"))).toMatchObject({
    uid: hostIdOf(ids?.uidMappings, 1),
    gid: hostIdOf(ids?.gidMappings, 5),
  });
});

test("buildSpec() gives a rootless container Podman's mounts", () => {
  const text = output("cat /proc/self/mountinfo");
  for (const [path, type] of [
    ["/proc", "proc"],
    ["/dev", "tmpfs"],
    ["/dev/pts", "devpts"],
    ["/dev/mqueue", "mqueue"],
    ["/dev/shm", "tmpfs"],
    ["/sys", "sysfs"],
  ]) {
    expect(text).toMatch(new RegExp(` ${path} .* - ${type} `));
  }
});

test("buildSpec() lets the container be another of its users", () => {
  const options = { user: { uid: 1000, gid: 1001, additionalGids: [5] } };
  expect(output("id", options)).toBe("uid=1000 gid=1001\n");
});

test("buildSpec() shares the host's network, processes and memory where a user namespace may not mount them", () => {
  const namespaces = { network: "host", pid: "host", ipc: "host" } as const;
  const text = output("cat /proc/self/mountinfo; stat -L -c %i /proc/self/ns/net", { namespaces });
  expect(text).toMatch(/ \/sys ro,nosuid,nodev,noexec/);
  expect(text).toMatch(/ \/dev\/shm rw,nosuid,nodev,noexec/);
  expect(text).toEndWith(`\n${statSync("/proc/self/ns/net").ino}\n`);
});

test("buildSpec() works with a read-only rootfs, privileges and a filter of system calls", () => {
  expect(run("touch /x", { readonlyRootfs: true }).stderr).toContain("Read-only file system");
  expect(output("touch /run/x && echo yes", { readonlyRootfs: true })).toBe("yes\n");
  expect(output("grep CapEff /proc/self/status", { privileged: true })).toMatch(/^CapEff:\t000001ff/);
  const seccomp = readDefaultSeccompProfile();
  const options = seccomp === undefined ? {} : { seccomp };
  expect(output("grep Seccomp: /proc/self/status", options)).toBe("Seccomp:\t2\n");
});

test("buildSpec() keeps what is locked on a mount of the host's", () => {
  const medium = join(user.directory, "medium");
  mkdirSync(medium);
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "nosuid,nodev,noexec,mode=755", "medium", medium]);
  try {
    const mounts = [parseVolume(`${medium}:/medium:ro`, "/"), parseTmpfs("/made")];
    expect(output("grep ' /medium ' /proc/self/mountinfo", { mounts })).toContain(" ro,nosuid,nodev,noexec,");
  } finally {
    Bun.spawnSync(["umount", medium]);
  }
});

test("buildSpec() binds a file of the user's", () => {
  writeFileSync(join(user.directory, "hosts"), "127.0.0.1\tbox\n");
  expect(output("cat /etc/hosts", { hostFiles: { hosts: join(user.directory, "hosts") } })).toBe("127.0.0.1\tbox\n");
});

test("buildSpec() makes a container that can be created, started, entered, killed and deleted", () => {
  const bundle = writeBundle("echo ready > /tmp/ready; exec sleep 300", {});
  const done = (...args: readonly string[]): string => {
    const ended = runc(...args);
    expect(ended.code, `${args[0]}: ${ended.stderr}`).toBe(0);
    return ended.stdout;
  };
  const status = (): unknown => JSON.parse(done("state", user.name)).status;

  // The container keeps the streams that it is given: a pipe to here would stay open.
  const command = [
    "runc",
    "--root",
    join(user.runtimeDirectory, "runc"),
    "run",
    "--detach",
    "--bundle",
    bundle,
    user.name,
  ];
  expect(user.run("sh", "-c", 'exec "$@" >run.log 2>&1', "sh", ...command).code).toBe(0);
  try {
    expect(status()).toBe("running");
    expect(done("exec", user.name, "id", "-u")).toBe("0\n");
    expect(done("exec", "--user", "7:8", user.name, "id")).toStartWith("uid=7 gid=8");
    done("kill", user.name, "KILL");
    waitUntil("the container to end", () => status() === "stopped");
  } finally {
    runc("delete", "--force", user.name);
  }
  expect(runc("state", user.name).stderr).toContain("container does not exist");
});

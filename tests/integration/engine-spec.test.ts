// Runs built configurations in a real runc as root, and looks at them from inside of the container.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { availableCapabilities } from "../../src/engine/spec/available-capabilities.ts";
import { buildSpec, type SpecOptions } from "../../src/engine/spec/build-spec.ts";
import { DEFAULT_CAPABILITIES, parseCapabilityMask } from "../../src/engine/spec/capabilities.ts";
import { renderHosts } from "../../src/engine/spec/files/hosts.ts";
import { parseTmpfs } from "../../src/engine/spec/mounts/tmpfs.ts";
import { parseVolume } from "../../src/engine/spec/mounts/volume.ts";
import { writeSpec } from "../../src/engine/spec/oci-spec.ts";
import { DEFAULT_PROFILES, readDefaultSeccompProfile } from "../../src/engine/spec/seccomp/profile.ts";
import { makeBusyboxRootfs } from "../helpers/busybox-rootfs.ts";
import { cgroupPathOf } from "../helpers/cgroups.ts";
import { Directories } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";

leavesNothing();

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a container until its end; the options may name paths in the test's directories. */
function run(script: string, options: (directories: Directories) => Partial<SpecOptions> = () => ({})): Ended {
  using directories = new Directories();
  const rootfs = makeBusyboxRootfs(join(directories.bundle, "rootfs"));
  const cgroupsPath = cgroupPathOf(directories.root);
  const args = ["/bin/sh", "-c", script];
  writeSpec(directories.bundle, buildSpec({ rootfs, args, cgroupsPath, ...options(directories) }));
  const command = ["runc", "--root", join(directories.aside, "runc"), "run", "--bundle", directories.bundle];
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command, cgroupsPath.slice(1)], { stdin: "ignore" });
  return { code: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** What it printed, which must be all that happened. */
function output(script: string, options?: (directories: Directories) => Partial<SpecOptions>): string {
  const ended = run(script, options);
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  return ended.stdout;
}

/** File system types and options by mount point. */
function mountsIn(mountinfo: string): ReadonlyMap<string, string> {
  const rows = mountinfo
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return new Map(rows.map((row) => [row[4] ?? "", `${row[row.indexOf("-") + 1]} ${row[5]} ${row.at(-1)}`]));
}

function capabilitiesIn(status: string, set: string): readonly string[] {
  return parseCapabilityMask(new RegExp(`^Cap${set}:\\s*(\\w+)$`, "m").exec(status)?.[1] ?? "0").toSorted();
}

test("buildSpec() makes a container with Podman's mounts", () => {
  const mounts = mountsIn(output("cat /proc/self/mountinfo"));
  expect(mounts.get("/proc")).toMatch(/^proc rw,nosuid,nodev,noexec/);
  expect(mounts.get("/dev")).toMatch(/^tmpfs rw,nosuid,noexec.*size=65536k,mode=755/);
  expect(mounts.get("/dev/pts")).toMatch(/^devpts rw,nosuid,noexec.*gid=5,mode=620,ptmxmode=666/);
  expect(mounts.get("/dev/mqueue")).toMatch(/^mqueue rw,nosuid,nodev,noexec/);
  expect(mounts.get("/dev/shm")).toMatch(/^tmpfs rw,nosuid,nodev,noexec.*size=65536k/);
  expect(mounts.get("/sys")).toMatch(/^sysfs ro,nosuid,nodev,noexec/);
  expect(
    [...mounts].filter(([path]) => path.startsWith("/sys/fs/cgroup/")).every(([, text]) => / ro,/.test(text)),
  ).toBe(true);
});

test("buildSpec() hides and protects parts of /proc and /sys", () => {
  const script =
    "for path in /proc/keys /proc/timer_list; do cat $path; done; ls /sys/firmware /sys/dev/block; echo end";
  expect(output(script)).toBe("/sys/dev/block:\n\n/sys/firmware:\nend\n");
  const { stderr } = run("echo 1 > /proc/sys/kernel/domainname");
  expect(stderr).toContain("Read-only file system");
});

test("buildSpec() gives root Podman's capabilities", () => {
  const status = output("cat /proc/self/status");
  for (const set of ["Bnd", "Eff", "Prm"]) expect(capabilitiesIn(status, set)).toEqual(DEFAULT_CAPABILITIES.toSorted());
  for (const set of ["Inh", "Amb"]) expect(capabilitiesIn(status, set)).toEqual([]);
});

test("buildSpec() gives another user only the added capabilities", () => {
  const user = { uid: 7, gid: 8, additionalGids: [9] };
  const text = output("id; cat /proc/self/status", () => ({ user, capAdd: ["NET_RAW"], capDrop: ["KILL"] }));
  expect(text).toStartWith("uid=7 gid=8 groups=9");
  for (const set of ["Eff", "Prm", "Amb"]) expect(capabilitiesIn(text, set)).toEqual(["CAP_NET_RAW"]);
  expect(capabilitiesIn(text, "Bnd")).not.toContain("CAP_KILL");
});

test("buildSpec() gives a privileged container all that can be had, and a writable /sys", () => {
  const available = availableCapabilities();
  const options = { privileged: true, availableCapabilities: available };
  const text = output("cat /proc/self/status /proc/self/mountinfo", () => options);
  expect(capabilitiesIn(text, "Eff")).toEqual(available.toSorted());
  expect(text).toMatch(/ \/sys rw,/);
  expect(text).not.toContain("/proc/sys ");
});

test("buildSpec() passes on environment, names and limits", () => {
  const script =
    "env | grep ^A; hostname; grep 'open files' /proc/self/limits; cat /proc/self/oom_score_adj; df /dev/shm";
  const text = output(`${script}; cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ping_group_range`, () => ({
    env: ["A=b c"],
    hostname: "box",
    rlimits: [{ type: "RLIMIT_NOFILE", soft: 50, hard: 60 }],
    oomScoreAdj: 300,
    shmSize: 1024 * 1024,
    sysctls: { "kernel.msgmax": "4096" },
  }));
  expect(text).toMatch(/^A=b c\nbox\nMax open files +50 +60 +files +\n300\n[\s\S]*\nshm +1024 .*\n4096\n0\t0\n$/);
});

test("buildSpec() limits memory, processes and processors", () => {
  const unified = existsSync("/sys/fs/cgroup/cgroup.procs");
  const names = unified
    ? "memory.max pids.max cpu.max"
    : "memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us";
  const resources = { memory: 64 * 1024 * 1024, pidsLimit: 20, cpus: 0.5 };
  const namespaces = unified ? { cgroup: "private" as const } : {};
  const text = output(`cd /sys/fs/cgroup; cat ${names}`, () => ({ resources, namespaces }));
  expect(text).toBe(unified ? "67108864\n20\n50000 100000\n" : "67108864\n20\n50000\n");
});

test("buildSpec() mounts volumes, file systems in memory and the host's files", () => {
  const script =
    "cat /data/file; echo more > /data/more; cat /fixed/file; touch /fixed/x; cat /etc/hosts; cat /copied/old";
  const { code, stdout, stderr } = run(`${script}; touch /copied/new`, ({ aside, bundle }) => {
    for (const folder of ["data", "rootfs/copied"]) mkdirSync(join(bundle, folder));
    writeFileSync(join(bundle, "data/file"), "from outside\n");
    writeFileSync(join(bundle, "rootfs/copied/old"), "copied up\n");
    writeFileSync(join(aside, "hosts"), renderHosts({ base: "", names: ["box"] }));
    const volumes = [parseVolume("./data:/data", bundle), parseVolume("./data:/fixed:ro", bundle)];
    return { mounts: [...volumes, parseTmpfs("/copied:size=1m")], hostFiles: { hosts: join(aside, "hosts") } };
  });
  expect(stdout).toBe("from outside\nfrom outside\n127.0.0.1\tbox\ncopied up\n");
  expect(stderr).toBe("touch: /fixed/x: Read-only file system\n");
  expect(code).toBe(0);
});

test("buildSpec() keeps a read-only rootfs from being written to, but for the usual places", () => {
  const { stdout, stderr } = run("touch /x; for p in /tmp /run /var/tmp; do touch $p/x && echo $p; done", () => ({
    readonlyRootfs: true,
  }));
  expect(stderr).toBe("touch: /x: Read-only file system\n");
  expect(stdout).toBe("/tmp\n/run\n/var/tmp\n");
});

test("readDefaultSeccompProfile() makes a filter that the kernel takes", () => {
  expect(DEFAULT_PROFILES.some((path) => existsSync(path))).toBe(true);
  const seccomp = readDefaultSeccompProfile();
  const options = seccomp === undefined ? {} : { seccomp };
  expect(output("grep Seccomp: /proc/self/status", () => options)).toBe("Seccomp:\t2\n");
  expect(output("grep Seccomp: /proc/self/status")).toBe("Seccomp:\t0\n");
  // chroot(2) is open to the default set, and closed without its capability by name.
  const chroot = "busybox chroot / /bin/echo in";
  expect(output(chroot, () => options)).toBe("in\n");
  expect(run(chroot, () => ({ ...options, capDrop: ["SYS_CHROOT"] })).stderr).toContain("Operation not permitted");
});

test("buildSpec() shares with the host the namespaces that it is told to", () => {
  const script = "for name in pid ipc uts net; do stat -L -c %i /proc/self/ns/$name; done";
  const own = output(script).trim().split("\n");
  const hosts = ["pid", "ipc", "uts", "net"].map((name) => inodeOf(`/proc/self/ns/${name}`));
  expect(own.filter((inode) => hosts.includes(inode))).toEqual([]);
  const namespaces = { pid: "host", ipc: "host", uts: "host", network: "host" } as const;
  expect(
    output(script, () => ({ namespaces }))
      .trim()
      .split("\n"),
  ).toEqual(hosts);
});

function inodeOf(path: string): string {
  const { stdout } = Bun.spawnSync(["stat", "-L", "-c", "%i", path]);
  return stdout.toString().trim();
}

test("writeSpec() keeps the container's environment from other users", () => {
  using directories = new Directories();
  writeSpec(directories.bundle, buildSpec({ rootfs: "/", args: ["x"], env: ["PASSWORD=x"] }));
  expect(readFileSync(join(directories.bundle, "config.json"), "utf8")).toContain("PASSWORD=x");
  const user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
  const { success } = Bun.spawnSync([...user, "cat", join(directories.bundle, "config.json")], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  expect(success).toBe(false);
});

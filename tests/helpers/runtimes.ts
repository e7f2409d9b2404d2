// The OCI runtimes under a monitor: the fake one that does as it is told, and a real runc with a container of busybox.
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { makeFifo } from "../../ffi/file.ts";
import { cgroupPathOf, removeCgroups } from "./cgroups.ts";
import { waitUntil } from "./deadline.ts";
import type { Directories } from "./directories.ts";
import { BUSYBOX, FIXTURES, fixture } from "./monitors.ts";

export interface Runtime {
  readonly path: string;
  /** What is given with --runtime-arg. */
  readonly args: readonly string[];
  /** Lets a created container run. */
  start(cid: string): void;
  /** Takes away what may be left of the container. */
  remove(cid: string): void;
}

export interface RuntimeSetup {
  readonly directories: Directories;
  readonly cid: string;
  /** What the container runs: a script for busybox's shell, in which FIXTURES is the fixtures' directory. */
  readonly script: string;
}

export type MakeRuntime = (setup: RuntimeSetup) => Runtime;

/**
 * The program tests/fixtures/fake-runtime.c.
 *
 * @param words what it is to do besides; with `at-once` the container does not wait for its start
 */
export function fakeRuntime(...words: readonly string[]): MakeRuntime {
  return ({ directories, script }) => {
    const fifo = join(directories.aside, "start");
    makeFifo(fifo, 0o600);
    writeScript(join(directories.bundle, "container"), script, FIXTURES);
    const atOnce = words.includes("at-once");
    const own = words.filter((word) => word !== "at-once").map((word) => word.replaceAll("ASIDE", directories.aside));
    return {
      path: fixture("fake-runtime"),
      args: atOnce ? own : [...own, `start=${fifo}`],
      // It opens for writing only when the container has opened it for reading.
      start: () => {
        if (!atOnce) closeSync(waitUntil("the container to wait for its start", () => openedForWriting(fifo)));
      },
      remove: () => {},
    };
  };
}

export interface RuncOptions {
  /** The container's own limits, as OCI writes them. */
  readonly rlimits?: readonly object[];
  /** Fixtures that are to be in its /bin. */
  readonly programs?: readonly string[];
  /** What it runs instead of the script. */
  readonly command?: string;
  readonly terminal?: boolean;
  /** Whether there can be terminals in it, though its own process has none. */
  readonly devpts?: true;
  /** Bytes of memory that it may use. */
  readonly memory?: number;
}

/** Debian's runc. */
export function runc(options: RuncOptions = {}): MakeRuntime {
  return ({ directories, cid, script }) => {
    const state = join(directories.aside, "runc");
    const cgroup = cgroupPathOf(directories.root);
    makeRootfs(join(directories.bundle, "rootfs"), script, options.programs ?? []);
    writeFileSync(join(directories.bundle, "config.json"), JSON.stringify(ociConfig(cgroup, options)));
    const run = (...args: string[]): void => {
      const { success, stderr } = Bun.spawnSync(["/usr/sbin/runc", "--root", state, ...args]);
      if (!success) throw new Error(`runc ${args.join(" ")}: ${stderr.toString()}`);
    };
    return {
      path: "/usr/sbin/runc",
      args: ["--root", state],
      start: () => run("start", cid),
      remove: () => {
        run("delete", "--force", cid);
        unmountBelow(state);
        rmSync(state, { recursive: true, force: true });
        removeCgroups(cgroup);
      },
    };
  };
}

/**
 * Debian's runc and a container that is running already, for exec sessions. What they run is in `process.json` aside.
 */
export function runcExec(options: RuncOptions = {}): MakeRuntime {
  return (setup) => {
    const { directories, cid } = setup;
    const runtime = runc({ command: "/forever", devpts: true })(setup);
    writeScript(join(directories.bundle, "rootfs/forever"), "exec /bin/busybox sleep 300", "/bin");
    const args = [...runtime.args, "run", "--detach", "--bundle", directories.bundle, cid];
    const { success } = Bun.spawnSync([runtime.path, ...args], { stdio: ["ignore", "ignore", "ignore"] });
    if (!success) throw new Error("runc cannot run the container");
    writeFileSync(join(directories.aside, "process.json"), JSON.stringify(ociProcess(options)));
    return { ...runtime, start: () => {} };
  };
}

/** A runc that is killed while it copies itself leaves a mount of its executable. */
function unmountBelow(directory: string): void {
  const mounts = readFileSync("/proc/self/mountinfo", "latin1")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${directory}/`))) Bun.spawnSync(["umount", mount]);
}

function writeScript(path: string, script: string, fixtures: string): void {
  writeFileSync(path, `#!${BUSYBOX} sh\n${script.replaceAll("FIXTURES", fixtures)}\n`);
  chmodSync(path, 0o755);
}

function openedForWriting(fifo: string): number | undefined {
  try {
    return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

function makeRootfs(rootfs: string, script: string, programs: readonly string[]): void {
  for (const folder of ["bin", "proc", "dev"]) mkdirSync(join(rootfs, folder), { recursive: true });
  for (const program of [BUSYBOX, ...programs.map(fixture)]) {
    copyFileSync(program, join(rootfs, "bin", basename(program)));
  }
  writeScript(join(rootfs, "container"), script, "/bin");
}

function ociConfig(cgroup: string, options: RuncOptions): object {
  return {
    ociVersion: "1.0.2",
    process: ociProcess(options),
    root: { path: "rootfs", readonly: true },
    hostname: "container",
    mounts: [{ destination: "/proc", type: "proc", source: "proc" }, ...terminalMounts(options)],
    linux: {
      cgroupsPath: cgroup,
      namespaces: ["pid", "mount", "ipc", "uts", "network"].map((type) => ({ type })),
      ...(options.memory === undefined ? {} : { resources: { memory: { limit: options.memory } } }),
    },
  };
}

function ociProcess({ rlimits = [], command = "/container", terminal = false }: RuncOptions): object {
  return {
    terminal,
    user: { uid: 0, gid: 0 },
    args: [command],
    env: ["PATH=/bin", "OWN=1"],
    cwd: "/",
    rlimits,
  };
}

/** Where runc makes the terminal. */
function terminalMounts({ terminal, devpts }: RuncOptions): object[] {
  if (terminal !== true && devpts !== true) return [];
  return [
    { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
    { destination: "/dev/pts", type: "devpts", source: "devpts", options: ["newinstance", "ptmxmode=0666"] },
  ];
}

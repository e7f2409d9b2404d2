// Where the containers of a soak are: one directory, one root file system for all, and a mark that tells their processes.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { buildSpec, type ContainerPlace, writeSpec } from "../../src/engine/index.ts";
import { hierarchies, removeCgroups } from "../../tests/helpers/cgroups.ts";
import { waitUntil } from "../../tests/helpers/deadline.ts";
import { BUSYBOX, CTRMON, fixture } from "../../tests/helpers/monitors.ts";
import { processOf } from "../../tests/helpers/processes.ts";

const MARK = "CTRMON_SOAK";
const PROGRAMS = [BUSYBOX, fixture("steady-lines"), fixture("numbered-lines")];

export class Ground implements Disposable {
  readonly #root = mkdtempSync(join(tmpdir(), "ctrmon-soak-"));
  readonly #cgroup = `/${basename(this.#root)}`;

  constructor() {
    for (const folder of ["rootfs/bin", "rootfs/proc", "rootfs/sys", "rootfs/dev", "exits", "sockets", "containers"]) {
      mkdirSync(join(this.#root, folder), { recursive: true });
    }
    for (const program of PROGRAMS) {
      const copy = join(this.#root, "rootfs/bin", basename(program));
      copyFileSync(program, copy);
      chmodSync(copy, 0o755);
    }
  }

  /** Variables by which everything that is started is found again. */
  get mark(): Readonly<Record<string, string>> {
    return { [MARK]: this.#root };
  }

  /** Prepares a container. @param id not used before */
  place(id: string, args: readonly string[]): ContainerPlace {
    const at = (name: string): string => join(this.#root, "containers", id, name);
    mkdirSync(at("bundle"), { recursive: true });
    const rootfs = join(this.#root, "rootfs");
    const env = [`${MARK}=${this.#root}`];
    writeSpec(
      at("bundle"),
      buildSpec({ rootfs, readonlyRootfs: true, args, env, cgroupsPath: `${this.#cgroup}/${id}` }),
    );
    return {
      id,
      bundle: at("bundle"),
      runtime: { path: "/usr/sbin/runc", args: ["--root", join(this.#root, "runc")] },
      monitor: { path: CTRMON.path },
      pidfile: at("pid"),
      monitorPidfile: at("monitor.pid"),
      ociLog: at("oci-log"),
      exitDir: join(this.#root, "exits"),
      socketDir: join(this.#root, "sockets"),
      logs: [{ driver: "k8s-file", path: at("log") }],
    };
  }

  /** Forgets a container that has been deleted. */
  remove({ id, exitDir }: ContainerPlace): void {
    rmSync(join(this.#root, "containers", id), { recursive: true });
    rmSync(join(exitDir, id), { force: true });
  }

  /** What is left of containers that were removed. */
  leftovers(): string[] {
    const folders = ["exits", "sockets", "containers", "runc"].map((name) => join(this.#root, name));
    return [...this.processes(), ...folders.flatMap(entriesOf), ...cgroupsBelow(this.#cgroup).slice(0, -1)];
  }

  /** Those that live. */
  processes(): string[] {
    return this.#pids().map((pid) => `process ${pid} ${processOf(pid)?.name ?? "that has just ended"}`);
  }

  /** Ends what is left, after failures. */
  [Symbol.dispose](): void {
    waitUntil("all processes to end", () => {
      const pids = this.#pids();
      for (const pid of pids) kill(pid, SIGKILL);
      return pids.length === 0;
    });
    for (const path of cgroupsBelow(this.#cgroup)) removeCgroups(path);
    rmSync(this.#root, { recursive: true, force: true });
  }

  #pids(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(`${MARK}=${this.#root}`))
      .map(Number);
  }
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** The cgroups of containers, by their paths in each hierarchy, and at the end their parent. */
function cgroupsBelow(parent: string): string[] {
  const folders = hierarchies()
    .map((hierarchy) => join(hierarchy, parent))
    .filter((path) => existsSync(path));
  const entries = folders.flatMap((folder) => readdirSync(folder, { withFileTypes: true }));
  const children = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${parent}/${name}`);
  return [...new Set(children), parent];
}

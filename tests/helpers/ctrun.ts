// A ctrun of the test's own: state and root file system in a temporary directory.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WindowSize } from "../../ffi/terminal.ts";
import { makeBusyboxRootfs } from "./busybox-rootfs.ts";
import { cgroupPathOf, hierarchies, removeCgroups } from "./cgroups.ts";
import { waitUntil } from "./deadline.ts";
import { PREFIX } from "./directories.ts";
import { CTRMON } from "./monitors.ts";
import { finished, type Result } from "./podman-ending.ts";
import { PodmanSession } from "./podman-session.ts";
import { TerminalProgram } from "./terminal-program.ts";

export type { Result } from "./podman-ending.ts";

const ID = /\/[0-9a-f]{64}$/;

export interface CtrunOptions {
  /** A command line that all commands are put behind, such as one that becomes another user. */
  readonly prefix?: readonly string[];
  /** Variables besides PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where everything is; without it, a directory that is made, and removed with the rest. */
  readonly directory?: string;
  /** A copy of the executable, for users who cannot get at the one that was built. */
  readonly executable?: string;
}

export class Ctrun implements Disposable {
  readonly directory: string;
  /** State directory. */
  readonly root: string;
  readonly rootfs: string;
  /** The command line of ctrun itself, with its state. */
  readonly command: readonly string[];
  readonly #environment: Record<string, string>;
  /** Nobody else's: by it, what is left is told from what other programs have. */
  readonly #cgroup: string;

  constructor({ prefix = [], environment = {}, directory, executable = CTRMON.path }: CtrunOptions = {}) {
    this.directory = directory ?? mkdtempSync(join(tmpdir(), PREFIX));
    this.root = join(this.directory, "state");
    this.rootfs = makeBusyboxRootfs(join(this.directory, "rootfs"));
    this.#cgroup = cgroupPathOf(this.directory);
    this.command = [...prefix, executable, "--as=ctrun", "--root", this.root];
    this.#environment = { PATH: process.env["PATH"] ?? "", ...environment };
  }

  /** Runs `ctrun ARGS` to its end, whatever its status. */
  run(args: readonly string[], { stdin = "" }: { readonly stdin?: string } = {}): Promise<Result> {
    const child = Bun.spawn([...this.command, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: this.#environment,
    });
    child.stdin.write(stdin);
    // It may have ended before it has read everything.
    void Promise.resolve(child.stdin.end()).catch(() => undefined);
    return finished(child, `ctrun ${args.join(" ")}`);
  }

  /** Runs `ctrun ARGS`, which must succeed. @returns its stdout, without the last newline */
  async output(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(args);
    if (status !== 0) throw new Error(`ctrun ${args.join(" ")} has failed with status ${status}: ${stderr}`);
    return stdout.replace(/\n$/, "");
  }

  /** The options of `ctrun run` that make a container this test's own. */
  get own(): readonly string[] {
    return ["--rootfs", this.rootfs, "--cgroup-parent", this.#cgroup];
  }

  /** `ctrun run` with the root file system. @param options in front of the command */
  runContainer(options: readonly string[], ...command: readonly string[]): Promise<Result> {
    return this.run(["run", ...this.own, ...options, "--", ...command]);
  }

  /** Runs a container in the background. @returns its id */
  detached(name: string, script: string, options: readonly string[] = []): Promise<string> {
    return this.output("run", "-d", ...this.own, "--name", name, ...options, "--", "sh", "-c", script);
  }

  /** Starts `ctrun ARGS` to talk to it while it runs. */
  start(...args: readonly string[]): PodmanSession {
    return new PodmanSession([...this.command, ...args], this.#environment);
  }

  /** Starts `ctrun ARGS` on a terminal of its own. */
  terminal(args: readonly string[], size?: WindowSize): TerminalProgram {
    const options = size === undefined ? {} : { size };
    return new TerminalProgram([...this.command, ...args], { env: this.#environment, ...options });
  }

  /** One value of `ctrun inspect`. @param field such as `State.Pid` */
  inspect(name: string, field: string): Promise<string> {
    return this.output("inspect", "--format", `{{.${field}}}`, name);
  }

  /** The container's processes wait for a signal that they have heard of: it has written what it writes first. */
  hasWritten(name: string, text: string): void {
    waitUntil(`${text} in the log of ${name}`, () => this.#log(name).includes(text));
  }

  /** What is left of containers besides their files: processes, mounts, cgroups, and files of no container. */
  leftovers(): string[] {
    const ids = existsSync(join(this.root, "containers")) ? readdirSync(join(this.root, "containers")) : [];
    return [
      ...processesAbout(this.root),
      ...linesWith("/proc/self/mountinfo", this.directory).map((line) => `mount ${line}`),
      ...cgroupsBelow(this.#cgroup),
      ...ids.map((id) => `container ${id}`),
      ...["containers", "exits", "sockets", "runtime"].flatMap((name) => entries(join(this.root, "run", name))),
    ];
  }

  /** Removes everything. @throws {Error} when something is left that `rm --force` should have removed */
  [Symbol.dispose](): void {
    const { stderr } = Bun.spawnSync([...this.command, "rm", "--force", "--all"], { env: this.#environment });
    // A monitor's exit command may still be about to find out that there is nothing to do.
    for (const pid of processesAbout(this.root))
      waitUntil(`the end of ${pid}`, () => !existsSync(`/proc/${pid.split(" ")[1]}`));
    const left = this.leftovers();
    // What the runtime has made, and what monitors were in that have ended by themselves.
    for (const path of [join(this.#cgroup, "conmon"), this.#cgroup]) removeCgroups(path);
    rmSync(this.directory, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`Left over when all containers were removed:\n${left.join("\n")}\n${stderr}`);
  }

  #log(name: string): string {
    const { stdout } = Bun.spawnSync([...this.command, "logs", name], { env: this.#environment });
    return stdout.toString();
  }
}

/** Processes whose arguments or environment name the directory; the dead that nobody has reaped do not count. */
function processesAbout(directory: string): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids
    .filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(directory))
    .map((pid) => `process ${pid} ${textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`);
}

/** Those of containers; the parent itself stays where the runtime alone has made it. */
function cgroupsBelow(parent: string): string[] {
  return hierarchies().flatMap((hierarchy) => entries(join(hierarchy, parent)).filter((path) => ID.test(path)));
}

function entries(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory).map((name) => join(directory, name)) : [];
}

function linesWith(path: string, text: string): string[] {
  return textOf(path)
    .split("\n")
    .filter((line) => line.includes(text));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

// A Podman of the test's own: storage, configuration and an image in a temporary directory, with our monitor.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CTRMON } from "./monitors.ts";
import { environment, writeConfiguration } from "./podman-configuration.ts";
import { type Ending, finished, type Result } from "./podman-ending.ts";
import { IMAGE, importImage } from "./podman-image.ts";
import { endJanitor, type Janitor, startJanitor } from "./podman-janitor.ts";
import { containerIds, leftovers, unmountBelow } from "./podman-leftovers.ts";
import { PodmanSession } from "./podman-session.ts";
import { openTerminal, type PodmanTerminal, type TerminalSize } from "./podman-terminal.ts";

export type { Result } from "./podman-ending.ts";
export { IMAGE } from "./podman-image.ts";

const NETWORK_NAMESPACES = "/run/netns";

export interface CommandOptions {
  /** What the command reads; nothing without it. */
  readonly stdin?: string | Uint8Array;
  /** A file that takes stdout, for more of it than belongs into memory. */
  readonly stdoutFile?: string;
  /** Variables for Podman itself. */
  readonly env?: Readonly<Record<string, string>>;
  /** Open descriptors for the command, from number 3 up. */
  readonly extraFds?: readonly number[];
  /** Milliseconds after which the command is killed and the test fails. */
  readonly deadline?: number;
}

/** Options of Podman itself that are the same for all commands, and the state around them. */
export class Podman {
  /** Everything is below it. */
  readonly directory: string;
  readonly #command: readonly string[];
  readonly #janitor: Janitor;
  readonly #namespacesBefore: readonly string[];

  /**
   * Makes the storage and the image. Takes a third of a second.
   *
   * @param wrapper a command line that all commands are put behind, such as one that enters a namespace
   */
  static async open(wrapper: readonly string[] = []): Promise<Podman> {
    const podman = new Podman(wrapper);
    await importImage(podman.directory, (args) => podman.output(args));
    return podman;
  }

  private constructor(wrapper: readonly string[]) {
    this.directory = mkdtempSync(join(tmpdir(), "ctrmon-e2e-"));
    for (const name of ["home", "tmp", "run"]) mkdirSync(join(this.directory, name));
    writeConfiguration(this.directory);
    const places = { root: "root", runroot: "runroot", tmpdir: "run" };
    const storage = Object.entries(places).flatMap(([option, name]) => [`--${option}`, join(this.directory, name)]);
    this.#command = [...wrapper, "podman", ...storage, "--storage-driver", "vfs", "--conmon", CTRMON.path];
    this.#namespacesBefore = networkNamespaces();
    this.#janitor = startJanitor(this.directory, this.#command, environment(this.directory));
  }

  /** Runs `podman ARGS` to its end, whatever its status. @throws {Error} when it is not over at the deadline */
  run(args: readonly string[], options: CommandOptions = {}): Promise<Result> {
    return finished(this.#spawn(args, options), `podman ${args.join(" ")}`, options.deadline);
  }

  /** Runs `podman ARGS`, which must succeed. @returns its stdout, without the last newline */
  async output(args: readonly string[], options: CommandOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.run(args, options);
    if (status !== 0) throw new Error(`podman ${args.join(" ")} has failed with status ${status}: ${stderr}`);
    return stdout.replace(/\n$/, "");
  }

  /** Creates and starts a container in the background. @param args options, then the command @returns its id */
  runDetached(name: string, command: readonly string[], options: readonly string[] = []): Promise<string> {
    return this.output(["run", "-d", "--name", name, ...options, IMAGE, ...command]);
  }

  /** One value of `podman inspect`. @param field such as `.State.Pid` */
  inspect(name: string, field: string): Promise<string> {
    return this.output(["inspect", "--format", `{{${field}}}`, name]);
  }

  /** Starts `podman ARGS` to talk to it while it runs. */
  start(args: readonly string[], options: Pick<CommandOptions, "env"> = {}): PodmanSession {
    const env = { ...environment(this.directory), ...options.env };
    return new PodmanSession([...this.#command, ...args], env);
  }

  /** Starts `podman ARGS` on a terminal of its own. */
  terminal(args: readonly string[], size?: TerminalSize): PodmanTerminal {
    return openTerminal([...this.#command, ...args], environment(this.directory), size);
  }

  /** Removes everything. @throws {Error} when something of what was started is still there */
  async close(): Promise<void> {
    let left: readonly string[];
    try {
      left = await this.#removeContainers();
    } finally {
      unmountBelow(this.directory);
      rmSync(this.directory, { recursive: true, force: true });
      await endJanitor(this.#janitor);
    }
    if (left.length > 0) throw new Error(`Left over when all containers were removed:\n${left.join("\n")}`);
  }

  /** @returns one line for each thing that is left */
  async #removeContainers(): Promise<string[]> {
    const ids = containerIds(this.directory);
    await this.run(["pod", "rm", "--force", "--all", "--time", "0"]);
    await this.run(["rm", "--force", "--all", "--time", "0"]);
    await this.run(["network", "prune", "--force"]);
    const namespaces = networkNamespaces().filter((name) => !this.#namespacesBefore.includes(name));
    const left = leftovers({ directory: this.directory, ids, janitor: this.#janitor.pid });
    return [...left, ...namespaces.map((name) => `network namespace ${name}`)];
  }

  #spawn(args: readonly string[], options: CommandOptions): Ending {
    const { stdin, stdoutFile, env, extraFds = [] } = options;
    const input = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
    const output = stdoutFile === undefined ? ("pipe" as const) : Bun.file(stdoutFile);
    return Bun.spawn([...this.#command, ...args], {
      stdio: [input ?? "ignore", output, "pipe", ...extraFds],
      env: { ...environment(this.directory), ...env },
    });
  }
}

function networkNamespaces(): string[] {
  try {
    return readdirSync(NETWORK_NAMESPACES);
  } catch {
    // The directory appears with the first of them.
    return [];
  }
}

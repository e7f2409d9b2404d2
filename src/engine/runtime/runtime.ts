// The OCI runtime's verbs that need no monitor. What creates a process (create, exec, restore) is the monitor's to call.

import { resolve } from "node:path";
import { messageOf } from "../../../ffi/errno.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import { OciRuntimeError } from "../errors.ts";
import type { RuntimeProgram } from "../place.ts";
import { runRuntime } from "./run-runtime.ts";
import { saysNoContainer } from "./runtime-error.ts";
import { parseRuntimeState, type RuntimeState } from "./runtime-state.ts";

export interface KillOptions extends Waiting {
  /** Signals every process in the container, not only the first. */
  readonly all?: boolean;
}

export interface DeleteOptions extends Waiting {
  /** Kills a container that still runs, and does not mind one that is not there. */
  readonly force?: boolean;
}

/** See criu(8) for what the flags mean. */
export interface CheckpointOptions extends Waiting {
  /** Directory for the checkpoint. */
  readonly imagePath: string;
  /** Directory for criu's log; without it, the runtime chooses. */
  readonly workPath?: string;
  /** Lets the container run on; otherwise it has ended afterwards. */
  readonly leaveRunning?: boolean;
  readonly tcpEstablished?: boolean;
  readonly fileLocks?: boolean;
  readonly externalUnixSockets?: boolean;
  /** The container has a terminal that somebody else has made. */
  readonly shellJob?: boolean;
}

/**
 * An OCI runtime. Every method rejects with an `OciRuntimeError` when the runtime cannot be started or refuses, with a
 * `TimeoutError` or the signal's reason when the time is over or it is aborted; the runtime is then killed in the
 * middle of what it does, and `state` tells how far it came.
 *
 * The option `systemdCgroup` is for the monitor alone: runtimes remember it from `create`.
 *
 * @example
 * ```ts
 * const runtime = new Runtime({ path: "/usr/sbin/runc", args: ["--root", "/run/my-engine"] });
 * if ((await runtime.state("web"))?.status === "running") await runtime.kill("web", 15, { timeout: 5000 });
 * ```
 */
export class Runtime {
  readonly #program: RuntimeProgram;

  constructor(program: RuntimeProgram) {
    this.#program = program;
  }

  /** Lets a created container run its process. */
  async start(id: string, waiting?: Waiting): Promise<void> {
    await this.#run(["start"], [id], waiting);
  }

  /** What the runtime knows of a container; undefined when it knows no such container. */
  async state(id: string, waiting?: Waiting): Promise<RuntimeState | undefined> {
    let answer: string;
    try {
      answer = await this.#run(["state"], [id], waiting);
    } catch (error) {
      if (error instanceof OciRuntimeError && saysNoContainer(error.text)) return undefined;
      throw error;
    }
    try {
      return parseRuntimeState(answer);
    } catch (cause) {
      const text = `Cannot understand the state of container "${id}": ${messageOf(cause)}`;
      const error = new OciRuntimeError({ kind: "other", runtime: this.#program.path, text });
      error.cause = cause;
      throw error;
    }
  }

  /** @param signal its number */
  async kill(id: string, signal: number, { all = false, ...waiting }: KillOptions = {}): Promise<void> {
    await this.#run(["kill", ...(all ? ["--all"] : [])], [id, String(signal)], waiting);
  }

  /** Makes the runtime forget a container that has ended, and removes its cgroup. */
  async delete(id: string, { force = false, ...waiting }: DeleteOptions = {}): Promise<void> {
    await this.#run(["delete", ...(force ? ["--force"] : [])], [id], waiting);
  }

  /** Writes a running container to disk, with criu. */
  async checkpoint(id: string, options: CheckpointOptions): Promise<void> {
    const { imagePath, workPath } = options;
    const args = [
      "checkpoint",
      // The runtime has another working directory than we.
      ...["--image-path", resolve(imagePath)],
      ...(workPath === undefined ? [] : ["--work-path", resolve(workPath)]),
      ...(options.leaveRunning === true ? ["--leave-running"] : []),
      ...(options.tcpEstablished === true ? ["--tcp-established"] : []),
      ...(options.fileLocks === true ? ["--file-locks"] : []),
      ...(options.externalUnixSockets === true ? ["--ext-unix-sk"] : []),
      ...(options.shellJob === true ? ["--shell-job"] : []),
    ];
    await this.#run(args, [id], options);
  }

  /** The two dashes: an id may begin with one. */
  #run(verb: readonly string[], operands: readonly string[], waiting?: Waiting): Promise<string> {
    return runRuntime(this.#program, [...verb, "--", ...operands], waiting);
  }
}

// A port forwarder under test, started as Podman starts its `rootlessport`: ours, or Podman's own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGKILL } from "../../ffi/constants.ts";
import { Fd } from "../../ffi/fd.ts";
import { read, writeAll } from "../../ffi/io.ts";
import { cString } from "../../ffi/os-string.ts";
import { pipe } from "../../ffi/pipe.ts";
import { kill, type WaitStatus } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import {
  type ForwardedPorts,
  type PortForwarderConfig,
  renderPortForwarderConfig,
} from "../../src/protocol/port-forwarder-config.ts";
import { becomesReadable, DeadlineError, exitOf } from "./deadline.ts";
import { PREFIX } from "./directories.ts";
import { LineReader } from "./line-reader.ts";

/** An executable that forwards ports when it is called `rootlessport`. */
export interface ForwarderProgram {
  readonly name: string;
  readonly path: string;
}

const repository: string = new URL("../..", import.meta.url).pathname;
/** The variable ROOTLESSPORT names another build of it. */
export const OUR_FORWARDER: ForwarderProgram = {
  name: "ctrmon",
  path: process.env["ROOTLESSPORT"] ?? join(repository, "dist/ctrmon"),
};
export const PODMANS_FORWARDER: ForwarderProgram = { name: "podman", path: "/usr/lib/podman/rootlessport" };

const EXIT_FD = 3;
const READY_FD = 4;

export class PortForwarder implements Disposable {
  readonly pid: number;
  /** Its TmpDir. */
  readonly directory: string = mkdtempSync(join(tmpdir(), `${PREFIX}ports-`));
  readonly stdout: LineReader;
  readonly #exit: Fd;
  readonly #ready: Fd;
  #status: WaitStatus | undefined;

  /**
   * @param config what differs from a forwarder without ports; a text is sent as it is
   * @param log its stderr; without it, the same as its stdout
   */
  constructor(program: ForwarderProgram, config: Partial<PortForwarderConfig> | string, log?: Fd) {
    using held = new DisposableStack();
    const [input, output, exit, ready] = [pipe(), pipe(), pipe(), pipe()].map((one) => held.use(one));
    if (input === undefined || output === undefined || exit === undefined || ready === undefined) throw new Error();
    this.pid = spawn(program.path, {
      argv: ["rootlessport"].map(cString),
      env: [`PATH=${process.env["PATH"]}`].map(cString),
      fds: new Map([
        [0, input.readEnd],
        [1, output.writeEnd],
        [2, log ?? output.writeEnd],
        [EXIT_FD, exit.readEnd],
        [READY_FD, ready.writeEnd],
      ]),
    });
    writeAll(input.writeEnd, new TextEncoder().encode(this.#render(config)));
    this.stdout = new LineReader(new Fd(output.readEnd.release()), `${program.name}'s forwarder`);
    this.#exit = new Fd(exit.writeEnd.release());
    this.#ready = new Fd(ready.readEnd.release());
  }

  /** Waits until every port listens. @throws {Error} with what it says when it does not come to that */
  awaitReady(): this {
    const word = this.readyWord();
    if (word !== "1") throw new Error(`The port forwarder is not ready: ${this.stdout.rest().trim()}`);
    return this;
  }

  /** What comes over ReadyFD: `1`, or nothing when it is closed. */
  readyWord(): string {
    const buffer = new Uint8Array(new ArrayBuffer(16));
    if (!becomesReadable(this.#ready)) throw new DeadlineError("The port forwarder says nothing");
    return new TextDecoder().decode(buffer.subarray(0, read(this.#ready, buffer)));
  }

  /** The parent and its child. */
  processes(): number[] {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, "latin1");
    return [this.pid, ...children.split(" ").filter(Boolean).map(Number)];
  }

  /** Ends as the monitor's end would make it end. */
  closeExit(): void {
    this.#exit.close();
  }

  /** Waits for its end. */
  awaitEnd(): WaitStatus {
    this.#status ??= exitOf(this.pid, "the port forwarder");
    return this.#status;
  }

  [Symbol.dispose](): void {
    this.closeExit();
    if (this.#status === undefined) {
      kill(this.pid, SIGKILL);
      this.awaitEnd();
    }
    this.#ready.close();
    this.stdout[Symbol.dispose]();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #render(config: Partial<PortForwarderConfig> | string): string {
    if (typeof config === "string") return config;
    return renderPortForwarderConfig({
      mappings: [],
      netnsPath: "",
      exitFd: EXIT_FD,
      readyFd: READY_FD,
      tmpDir: this.directory,
      childIp: "",
      containerId: "container",
      rootlessCni: false,
      ...config,
    });
  }
}

/** A mapping of one TCP port, on 127.0.0.1, unless told otherwise. */
export function mapping(hostPort: number, containerPort: number, rest: Partial<ForwardedPorts> = {}): ForwardedPorts {
  return { protocol: "tcp", hostIp: "127.0.0.1", hostPort, containerPort, range: 1, ...rest };
}

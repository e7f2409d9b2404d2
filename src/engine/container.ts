// A container as an engine sees it: everything that can be done with it, wherever in time it is.
import type { WindowSize } from "../../ffi/terminal.ts";
import { attachSocketPath, controlFifoPath } from "../protocol/files.ts";
import type { Waiting } from "../waiting/deadline.ts";
import { type Attachment, attach } from "./attach/attach.ts";
import { sendControl } from "./attach/control.ts";
import { ContainerStateError } from "./errors.ts";
import { type ExecOptions, execAttached, execDetached } from "./exec/exec.ts";
import type { AttachedExecSession, ExecSession } from "./exec/exec-session.ts";
import type { LogEntry } from "./logs/log-entry.ts";
import { type LogOptions, readLogs } from "./logs/read-logs.ts";
import { pidIn } from "./pidfile.ts";
import type { ContainerPlace } from "./place.ts";
import type { PortMapping } from "./ports/port-mapping.ts";
import { type CheckpointOptions, type DeleteOptions, type KillOptions, Runtime } from "./runtime/runtime.ts";
import type { RuntimeState } from "./runtime/runtime-state.ts";
import { removeAttachSite } from "./spawn/run-files.ts";
import { type ContainerExit, waitForExit } from "./wait/exit.ts";

/** What is known of a container that has just been created. */
export interface CreatedFacts {
  readonly pid?: number | undefined;
  readonly monitorPid?: number | undefined;
  readonly ports?: readonly PortMapping[];
}

/**
 * A container. It holds nothing that would have to be closed: the container goes on without it, and another process can
 * make itself another one from the same place.
 *
 * @example
 * ```ts
 * const container = openContainer(place);
 * using session = await container.exec({ args: ["ls", "/"], env: ["LANG=C"] });
 * for await (const { payload } of session.attachment.frames()) process.stdout.write(payload);
 * console.log(await session.wait({ timeout: 10_000 }));
 * ```
 */
export class Container {
  readonly place: ContainerPlace;
  /** The ports that were bound for it, the chosen ones filled in; of a container that was opened, none are known. */
  readonly ports: readonly PortMapping[];
  readonly #runtime: Runtime;
  readonly #facts: CreatedFacts;

  constructor(place: ContainerPlace, facts: CreatedFacts = {}) {
    this.place = place;
    this.ports = facts.ports ?? [];
    this.#runtime = new Runtime(place.runtime);
    this.#facts = facts;
  }

  get id(): string {
    return this.place.id;
  }

  /** Of the container's first process, as this process sees it; undefined when the runtime has left none. */
  get pid(): number | undefined {
    return this.#facts.pid ?? pidIn(this.place.pidfile);
  }

  /** Of its monitor; undefined when it has left none. */
  get monitorPid(): number | undefined {
    return this.#facts.monitorPid ?? pidIn(this.place.monitorPidfile);
  }

  /** Lets the created container run. @throws {OciRuntimeError} */
  start(waiting?: Waiting): Promise<void> {
    return this.#runtime.start(this.id, waiting);
  }

  /** What the runtime knows of it; undefined when it knows no such container. @throws {OciRuntimeError} */
  state(waiting?: Waiting): Promise<RuntimeState | undefined> {
    return this.#runtime.state(this.id, waiting);
  }

  /** Sends it a signal. @param signal its number @throws {OciRuntimeError} when it does not run */
  kill(signal: number, options?: KillOptions): Promise<void> {
    return this.#runtime.kill(this.id, signal, options);
  }

  /**
   * Makes the runtime forget it, and removes the socket and FIFOs by which it was reached. What it has left to be read
   * stays: logs and exit code.
   *
   * @throws {OciRuntimeError} when it runs and `force` is not given
   */
  async delete(options?: DeleteOptions): Promise<void> {
    await this.#runtime.delete(this.id, options);
    removeAttachSite({ ...this.place, uuid: this.id });
  }

  /** Waits for its end. @throws {MonitorError} when nobody will ever know how it ended */
  wait(waiting?: Waiting): Promise<ContainerExit> {
    return waitForExit(this.place, waiting);
  }

  /** Connects to its streams. @throws {ContainerStateError} when its monitor is gone */
  attach(waiting?: Waiting): Promise<Attachment> {
    const { bundle } = this.place;
    // Not through the link, which is for clients that are bound to the length of socket addresses: see run-files.ts.
    const target = { socket: attachSocketPath(bundle), controlFifo: controlFifoPath(bundle), monitor: this.place };
    return attach(target, waiting);
  }

  /** Tells its terminal its size, in characters. @throws {ContainerStateError} when it has no monitor */
  resize(size: WindowSize): void {
    sendControl(controlFifoPath(this.place.bundle), { kind: "resize", ...size });
  }

  /** Has the monitor open its logs anew, after they were renamed. @throws {ContainerStateError} when it has no monitor */
  reopenLogs(): void {
    sendControl(controlFifoPath(this.place.bundle), { kind: "reopen-logs" });
  }

  /** Runs a command in it, with its streams attached. @throws {OciRuntimeError} {ContainerStateError} {MonitorError} */
  exec(options: ExecOptions): Promise<AttachedExecSession> {
    return execAttached(this.place, options);
  }

  /** Runs a command in it, without streams. @throws {OciRuntimeError} {ContainerStateError} {MonitorError} */
  execDetached(options: ExecOptions): Promise<ExecSession> {
    return execDetached(this.place, options);
  }

  /**
   * Reads its log, the first of those that can be read. What is followed stops with the container's end.
   *
   * @throws {ContainerStateError} when it has no log that can be read
   * @throws {LogError} while iterating
   */
  async *logs(options: LogOptions = {}): AsyncGenerator<LogEntry, void, undefined> {
    const target = this.place.logs.find(({ driver }) => driver !== "none" && driver !== "passthrough");
    if (target === undefined) throw new ContainerStateError(`Container ${this.id} has no log that could be read`);
    const over = new AbortController();
    const follows = options.follow === true && options.ended === undefined;
    // A monitor that is gone without an exit code will not write any more, either.
    const ended = follows ? { ended: this.wait({ signal: over.signal }).catch(() => undefined) } : {};
    try {
      yield* readLogs(target, { id: this.id, ...ended, ...options });
    } finally {
      over.abort();
    }
  }

  /** Writes its processes to disk, for `createContainer({ restore })`. @throws {OciRuntimeError} */
  checkpoint(options: CheckpointOptions): Promise<void> {
    return this.#runtime.checkpoint(this.id, options);
  }
}

/**
 * A container that is there already, whoever has created it. Nothing is looked up before it is asked for.
 *
 * @example
 * ```ts
 * const container = openContainer(JSON.parse(readFileSync("place.json", "utf8")));
 * for await (const { bytes } of container.logs({ tail: 10 })) process.stdout.write(bytes);
 * ```
 */
export function openContainer(place: ContainerPlace): Container {
  return new Container(place);
}

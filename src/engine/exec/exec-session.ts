// One more command in a running container, from its start to its exit code.
import type { Fd } from "../../../ffi/fd.ts";
import { signalPidFd } from "../../../ffi/process.ts";
import type { WindowSize } from "../../../ffi/terminal.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import type { Attachment } from "../attach/attach.ts";
import { sendControl } from "../attach/control.ts";
import { MonitorError } from "../errors.ts";
import { existingPidFd } from "../spawn/end-monitor.ts";
import type { StartedMonitor } from "../spawn/started-monitor.ts";
import { readExitFile } from "../wait/exit.ts";
import { type ExecPlace, removeExecPlace } from "./exec-place.ts";

export interface ExecSessionParts {
  readonly place: ExecPlace;
  readonly monitor: StartedMonitor;
  /** The command's, as this process sees it. */
  readonly pid: number;
}

/** A command that runs detached. Disposing lets go of it; the command goes on. */
export class ExecSession implements Disposable {
  readonly #parts: ExecSessionParts;
  readonly #process: Fd | undefined;
  readonly #letGo = new AbortController();
  #exit: Promise<number> | undefined;
  #over = false;

  constructor(parts: ExecSessionParts) {
    this.#parts = parts;
    this.#process = existingPidFd(parts.pid);
  }

  /** The session's own id. */
  get id(): string {
    return this.#parts.place.id;
  }

  /** Of the command's process, as this process sees it. */
  get pid(): number {
    return this.#parts.pid;
  }

  /**
   * Waits for the command's end.
   *
   * @returns its exit code: 0 to 255, 128 + N for signal N, -1 when the monitor has killed it because its time was over
   * @throws {MonitorError} when the monitor ends without telling, or says what no monitor says
   * @throws {TimeoutError} or the signal's reason; one may wait again
   */
  async wait(waiting?: Waiting): Promise<number> {
    using deadline = new Deadline(`the end of exec session ${this.id}`, waiting);
    const { signal } = deadline;
    signal.throwIfAborted();
    this.#exit ??= this.#ended();
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await Promise.race([this.#exit, givenUp]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Sends the command a signal. @returns false when it has ended */
  kill(signal: number): boolean {
    return this.#process !== undefined && signalPidFd(this.#process, signal);
  }

  /** Tells the command's terminal its size, in characters. @throws {ContainerStateError} when the session is over */
  resize(size: WindowSize): void {
    sendControl(this.#parts.place.controlFifo, { kind: "resize", ...size });
  }

  [Symbol.dispose](): void {
    this.#letGo.abort(new MonitorError(`Exec session ${this.id} has been let go of`));
    this.#parts.monitor[Symbol.dispose]();
    this.#process?.close();
    // As long as the command runs, the monitor needs the directory.
    if (this.#over) removeExecPlace(this.#parts.place);
  }

  async #ended(): Promise<number> {
    const { monitor, place } = this.#parts;
    const report = await monitor.report(this.#letGo.signal);
    // With a report the command has ended, and without one nobody is left who could tell.
    this.#over = true;
    // conmon 2.1 before 2.1.3 tells some exit codes by the file alone.
    const code = report?.value ?? readExitFile(place.exitFile)?.code;
    if (code === undefined) throw new MonitorError(`The monitor of exec session ${this.id} has left no exit code`);
    return code;
  }
}

/** A command whose streams we have. Disposing closes them; the command goes on. */
export class AttachedExecSession extends ExecSession {
  /** The command's streams, from their first byte on. */
  readonly attachment: Attachment;

  constructor(parts: ExecSessionParts, attachment: Attachment) {
    super(parts);
    this.attachment = attachment;
  }

  override [Symbol.dispose](): void {
    this.attachment[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

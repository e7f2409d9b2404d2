// A monitor that has been started: what it reports, and how to be rid of it.

import { EPIPE, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { exitCode, signalPidFd } from "../../../ffi/process.ts";
import { scratchContent } from "../../../ffi/scratch-file.ts";
import { send } from "../../../ffi/socket.ts";
import { type SyncMessage, SyncMessageError } from "../../protocol/sync-message.ts";
import type { Child } from "../../waiting/child.ts";
import { MonitorError } from "../errors.ts";
import { readPidfile } from "../pidfile.ts";
import { endMonitor, endsWithin, existingPidFd, FAREWELL } from "./end-monitor.ts";
import type { Launched } from "./launch.ts";
import { commandLineOf, processStatus } from "./process-status.ts";
import { holdersOf, holds, leftInSession } from "./process-tree.ts";
import { ReportReader } from "./report-reader.ts";

/** Podman writes a zero; monitors take any byte. */
const GO = Uint8Array.of(0);
/** Of what a monitor says, an error quotes this many bytes. */
const QUOTED = 8192;
/** A monitor that keeps starting itself anew is beyond us. */
const ROUNDS = 10;

export interface MonitorNames {
  /** The executable, for errors. */
  readonly path: string;
  /** Where the monitor leaves its pid. */
  readonly pidfile: string;
}

/** Holds our ends of the pipes. Disposing lets go of the monitor, which goes on. */
export class StartedMonitor implements Disposable {
  readonly #launched: Launched;
  readonly #names: MonitorNames;
  readonly #reports: ReportReader;
  /** When the first process was started, and with which arguments: the monitor has the same. */
  readonly #since: number;
  #commandLine = "";
  #process: Fd | undefined;
  #pid: number | undefined;
  #hasFailed = false;

  constructor(launched: Launched, names: MonitorNames) {
    this.#launched = launched;
    this.#names = names;
    this.#reports = new ReportReader(launched.sync);
    this.#since = processStatus(launched.first.pid)?.startTime ?? Number.POSITIVE_INFINITY;
  }

  /** Of the monitor itself; undefined as long as only the first process runs, or when it left no pid file. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** The process that was started, which waits for the first `go()`. */
  get first(): Child {
    return this.#launched.first;
  }

  /** Lets the monitor, or in an attached exec session the command, go on. @throws {SystemError} */
  go(): void {
    // Not earlier: a program that is being executed has no arguments yet for a moment after posix_spawn(3).
    this.#commandLine ||= commandLineOf(this.first.pid);
    try {
      send(this.#launched.start, GO);
    } catch (error) {
      // It has ended already: its exit status says more.
      if (!(error instanceof SystemError) || error.errno !== EPIPE) throw error;
    }
  }

  /**
   * Waits until the first process has started the monitor itself, and ended.
   *
   * @param warn hears why the monitor's pid is not known
   * @throws {MonitorError} when it fails, with its exit status and what it says
   */
  async settled(signal: AbortSignal, warn: (text: string) => void): Promise<void> {
    const code = exitCode(await this.first.ended(signal));
    if (code !== 0) throw this.#failure(code);
    const found = readPidfile(this.#names.pidfile);
    if (found.kind === "pid") this.#meet(found.pid);
    if (found.kind === "missing") warn(`The monitor has left no pid in "${this.#names.pidfile}"`);
    if (found.kind === "unreadable") warn(found.problem);
  }

  /** The next line on the sync pipe; undefined at its end. @throws {MonitorError} for what no monitor says */
  async report(signal?: AbortSignal): Promise<SyncMessage | undefined> {
    const report = await nextOf(this.#reports, signal);
    this.#hasFailed = report !== undefined && report.value < 0;
    return report;
  }

  /** Waits until an exec session can be attached to. @throws {MonitorError} when it never will be */
  async attachable(signal: AbortSignal): Promise<void> {
    const { attach } = this.#launched;
    if (attach === undefined) throw new TypeError("the monitor was started without an attach pipe");
    const word = await nextOf(new ReportReader(attach), signal);
    if (word === undefined || word.value < 0) {
      throw new MonitorError(`Monitor "${this.#names.path}" cannot be attached to: ${word?.message ?? "it has ended"}`);
    }
  }

  /**
   * Ends the monitor and everything that it has started, and lets go of it. Whoever has the monitor's end of the sync
   * pipe is the monitor, whether there is a pid file or not, and whatever is in it.
   */
  async abandon(): Promise<void> {
    try {
      // Ending processes takes descriptors, and their want may be why it has failed.
      for (const fd of [this.#launched.attach, this.#launched.messages]) fd?.close();
      await this.#endAll();
    } finally {
      this[Symbol.dispose]();
    }
  }

  /**
   * Ends what the runtime has made for a monitor that was killed before it could tell us. With the monitor, it would have
   * been ended as the monitor's child.
   *
   * @param pid as the runtime has written it down; one that is older than the monitor is somebody else's
   */
  async endStray(pid: number | undefined): Promise<void> {
    const startTime = pid === undefined ? undefined : processStatus(pid)?.startTime;
    if (pid !== undefined && startTime !== undefined && startTime >= this.#since) await endMonitor(pid, 0);
  }

  [Symbol.dispose](): void {
    const { sync, start, attach, messages } = this.#launched;
    for (const fd of [sync, start, attach, messages, this.#process]) fd?.close();
  }

  async #endAll(): Promise<void> {
    // Ended before our end of the start pipe is closed: conmon takes that for a word to go on. Signal 0 only asks.
    if (this.first.signal(0)) await endMonitor(this.first.pid, 0);
    await this.first.ended().catch(() => undefined);
    // After such a report a monitor has only its exit command to run.
    if (this.#hasFailed && this.#process !== undefined) await endsWithin(this.#process, FAREWELL);
    for (let round = 0; round < ROUNDS; round++) {
      const monitors = holdersOf(this.#launched.mark);
      if (monitors.length === 0) break;
      for (const pid of monitors) await endMonitor(pid);
    }
    if (this.#pid === undefined) return;
    // It closes the pipe a moment before its end.
    if (this.#process !== undefined && signalPidFd(this.#process, 0)) await endMonitor(this.#pid);
    await this.#endOrphans(this.#pid);
  }

  /** A monitor that somebody has killed leaves its runtime, which would go on to make a container that nobody wants. */
  async #endOrphans(monitor: number): Promise<void> {
    for (let round = 0; round < ROUNDS; round++) {
      const orphans = leftInSession(monitor, this.#since);
      if (orphans.length === 0) return;
      for (const pid of orphans) await endMonitor(pid, 0);
    }
  }

  /** A pid file may say anything: a process that is not the monitor is not ours to end. */
  #meet(pid: number): void {
    this.#pid = pid;
    using stack = new DisposableStack();
    const process = stack.use(existingPidFd(pid));
    if (process === undefined || !this.#isMonitor(pid)) return;
    this.#process = process;
    stack.move();
  }

  /** It has its end of the sync pipe, until it has reported. */
  #isMonitor(pid: number): boolean {
    if (holds(pid, this.#launched.mark)) return true;
    const isYounger = (processStatus(pid)?.startTime ?? Number.NEGATIVE_INFINITY) >= this.#since;
    return isYounger && this.#commandLine !== "" && commandLineOf(pid) === this.#commandLine;
  }

  #failure(code: number): MonitorError {
    const { messages } = this.#launched;
    const stderr = messages === undefined ? "" : new TextDecoder().decode(scratchContent(messages, QUOTED)).trim();
    const said = stderr === "" ? "" : `: ${stderr}`;
    return new MonitorError(`Monitor "${this.#names.path}" has ended with status ${code}${said}`, {
      exitCode: code,
      stderr,
    });
  }
}

async function nextOf(reports: ReportReader, signal: AbortSignal | undefined): Promise<SyncMessage | undefined> {
  try {
    return await reports.next(signal);
  } catch (cause) {
    if (!(cause instanceof SyncMessageError)) throw cause;
    throw new MonitorError(cause.message, { cause });
  }
}

// The monitor: one container's life on one event loop, from the start of the runtime to its last file.
import { SIGCHLD, SIGKILL } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { exitCode, kill, processGroup } from "../../ffi/process.ts";
import type { SignalSet } from "../../ffi/signal.ts";
import type { CStrings } from "../../ffi/spawn.ts";
import type { LogDriver } from "../logging/driver.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import type { ControlCommand } from "../protocol/control-line.ts";
import { Children, type Ending } from "../reactor/children.ts";
import type { Reactor } from "../reactor/reactor.ts";
import { onSignals } from "../reactor/signals.ts";
import { after } from "../reactor/timer.ts";
import { stdioPipes } from "./create/container-stdio.ts";
import { readContainerPid, startRuntime } from "./create/runtime.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { MONITOR_SIGNALS } from "./launch/signals.ts";
import { type Action, type Event, next, type State } from "./lifecycle.ts";
import { Streams } from "./streams/streams.ts";
import type { SyncPipe } from "./sync-pipe.ts";

/** What has become of the container. */
export type Outcome =
  /** There never was one. */
  | { readonly kind: "failed" }
  /** It has ended. */
  | { readonly kind: "ended"; readonly code: number }
  /** Its time was up, and it was killed. */
  | { readonly kind: "timed out" };

export interface MonitorParts {
  readonly options: CheckedOptions;
  readonly reactor: Reactor;
  readonly log: LogDriver;
  readonly syncPipe: SyncPipe;
  readonly diagnostics: Diagnostics;
  /** Environment and signal mask of what the monitor starts. */
  readonly environment: CStrings;
  readonly mask: SignalSet;
  /** Descriptors of the engine's that are held open for the container. */
  readonly inherited: readonly Fd[];
}

/** Milliseconds to wait for a container that has been sent SIGKILL; one in an uninterruptible sleep may never end. */
const KILL_PATIENCE = 10_000;
/** Reported for a container whose exit nobody could tell us. It must not look like success. */
const UNKNOWN_CODE = 255;

/** Runs one container. */
export class Monitor implements Disposable {
  readonly #parts: MonitorParts;
  readonly #children: Children;
  readonly #streams: Streams;
  readonly #runtimePid: number;
  readonly #signals: Disposable;
  #state: State = "creating";
  #containerPid = 0;
  #lastSignal = 0;
  #failure: string | Uint8Array = "";
  #outcome: Outcome = { kind: "failed" };

  /** Opens the streams and starts the runtime. @throws {SystemError} when it cannot; nothing is left then */
  constructor(parts: MonitorParts) {
    this.#parts = parts;
    const { reactor, options } = parts;
    this.#children = new Children(reactor);
    this.#signals = onSignals(reactor, MONITOR_SIGNALS, (signal) => this.#signalled(signal));
    using pipes = stdioPipes({ stdin: options.stdin });
    this.#streams = new Streams({
      ...parts,
      pipes: pipes.monitor,
      obey: (command) => this.#obey(command),
      deserted: () => this.#deserted(),
    });
    try {
      this.#runtimePid = startRuntime({ ...parts, stdio: pipes.container, consoleSocket: undefined });
    } catch (error) {
      this.#streams.abandon();
      throw error;
    }
    this.#children.watch(this.#runtimePid, (ending) => this.#runtimeEnded(ending));
  }

  get streams(): Streams {
    return this.#streams;
  }

  /** Runs until there is nothing left to wait for. */
  run(): Outcome {
    this.#parts.reactor.run();
    return this.#outcome;
  }

  [Symbol.dispose](): void {
    this.#signals[Symbol.dispose]();
    this.#streams[Symbol.dispose]();
  }

  readonly #perform: Readonly<Record<Action, () => void>> = {
    reportPid: () => {
      this.#parts.syncPipe.report(this.#containerPid);
      this.#parts.syncPipe.close();
    },
    reportFailure: () => {
      this.#parts.syncPipe.report(-1, this.#failure);
      this.#streams.abandon();
    },
    releaseOutput: () => this.#streams.output.release(),
    watchContainer: () => {
      this.#children.watch(this.#containerPid, (ending) => this.#containerEnded(ending));
      this.#children.forgetStrays();
    },
    startClock: () => {
      const { timeoutSeconds } = this.#parts.options;
      if (timeoutSeconds !== undefined) after(this.#parts.reactor, timeoutSeconds * 1000, () => this.#handle("timeUp"));
    },
    signalRuntime: () => void kill(this.#runtimePid, this.#lastSignal),
    signalContainer: () => void kill(this.#containerPid, this.#lastSignal),
    killContainer: () => {
      this.#outcome = { kind: "timed out" };
      killGroupOf(this.#containerPid);
      after(this.#parts.reactor, KILL_PATIENCE, () => this.#handle("killOverdue"));
    },
    finish: () => this.#parts.reactor.stop(),
  };

  #handle(event: Event): void {
    const step = next(this.#state, event);
    this.#state = step.state;
    for (const action of step.actions) this.#perform[action]();
  }

  #signalled(signal: number): void {
    if (signal === SIGCHLD) {
      this.#children.collect();
      return;
    }
    this.#lastSignal = signal;
    this.#handle("told");
  }

  #runtimeEnded(ending: Ending): void {
    const { options } = this.#parts;
    const succeeded = ending !== "unknown" && exitCode(ending) === 0;
    const pid = succeeded ? readContainerPid(options.containerPidfile) : undefined;
    if (pid !== undefined) {
      this.#containerPid = pid;
      this.#handle("created");
      return;
    }
    this.#streams.output.drain();
    const messages = this.#streams.output.runtimeMessages;
    this.#failure = messages.length > 0 ? messages : `${options.runtime.path} ${describeFailure(ending, options)}`;
    this.#handle("createFailed");
  }

  #containerEnded(ending: Ending): void {
    if (ending === "unknown") {
      this.#parts.diagnostics.error(`Container ${this.#containerPid} has ended, but is no child of ours: exit unknown`);
    }
    if (this.#outcome.kind !== "timed out") {
      this.#outcome = { kind: "ended", code: ending === "unknown" ? UNKNOWN_CODE : exitCode(ending) };
    }
    this.#handle("ended");
  }

  /** After the container's end, the reactor runs for the clients that are behind. */
  #deserted(): void {
    if (this.#state === "over") this.#parts.reactor.stop();
  }

  #obey(command: ControlCommand): void {
    if (command.kind === "reopen-logs") this.#parts.log.reopen();
  }
}

/** Kills the container's process group, but neither init's nor, when a runtime has made no new one, our own. */
function killGroupOf(pid: number): void {
  const group = processGroup(pid);
  const shared = group === undefined || group <= 1 || group === processGroup(0);
  kill(shared ? pid : -group, SIGKILL);
}

function describeFailure(ending: Ending, options: CheckedOptions): string {
  if (ending === "unknown") return "has ended, nobody knows how";
  if ("signal" in ending) return `was killed by signal ${ending.signal}`;
  if (ending.code !== 0) return `exited with status ${ending.code} and said nothing`;
  return `exited with status 0 but left no pid in ${options.containerPidfile}`;
}

// The monitor: one container's life on one event loop, from the start of the runtime to the end of its process.

import { EPOLLIN, SIGCHLD, SIGUSR1 } from "../../ffi/constants.ts";
import { messageOf } from "../../ffi/errno.ts";
import type { Fd } from "../../ffi/fd.ts";
import { exitCode, kill } from "../../ffi/process.ts";
import type { SignalSet } from "../../ffi/signal.ts";
import type { CStrings } from "../../ffi/spawn.ts";
import type { LogDriver } from "../logging/driver.ts";
import type { CheckedOptions } from "../protocol/checked-options.ts";
import { Children, type Ending } from "../reactor/children.ts";
import type { Reactor } from "../reactor/reactor.ts";
import { onSignals } from "../reactor/signals.ts";
import { after } from "../reactor/timer.ts";
import { type ContainerStdio, containerStdio } from "./create/container-stdio.ts";
import { Creation, type CreationResult } from "./create/creation.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { killGroupOf } from "./end/kill-group.ts";
import { MONITOR_SIGNALS } from "./launch/signals.ts";
import { takeWord } from "./launch/start-pipe.ts";
import { type Action, type Event, next, type State } from "./lifecycle.ts";
import { NotifyProxy } from "./notify/notify-proxy.ts";
import type { OomWatcher } from "./oom/oom-watcher.ts";
import { watchForOom } from "./oom/watch-for-oom.ts";
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
  /** What an attached exec session waits for once more; undefined: start at once. */
  readonly startPipe: Fd | undefined;
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

/** Runs one container, or one command in it. */
export class Monitor implements Disposable {
  readonly streams: Streams;
  readonly #parts: MonitorParts;
  readonly #children: Children;
  readonly #opened: DisposableStack;
  readonly #stdio: ContainerStdio;
  readonly #notify: NotifyProxy | undefined;
  #state: State = "waiting";
  #creation: Creation | undefined;
  #oom: OomWatcher | undefined;
  #containerPid = 0;
  #lastSignal = 0;
  #failure: string | Uint8Array = "The engine has gone away: nothing is started";
  #outcome: Outcome = { kind: "failed" };

  /** Opens the streams. @throws {SystemError} when it cannot; nothing is left then */
  constructor(parts: MonitorParts) {
    this.#parts = parts;
    const { reactor } = parts;
    using opened = new DisposableStack();
    this.#children = new Children(reactor);
    opened.use(onSignals(reactor, MONITOR_SIGNALS, (signal) => this.#signalled(signal)));
    this.#notify = opened.use(notifyProxy(parts));
    this.#stdio = opened.use(containerStdio(parts.options));
    const ends = this.#stdio.monitor;
    this.streams = opened.use(new Streams({ ...parts, ends, deserted: () => this.#deserted() }));
    this.#opened = opened.move();
  }

  /** Runs until there is nothing left to wait for. */
  run(): Outcome {
    const { startPipe, reactor } = this.#parts;
    reactor.defer(() => (startPipe === undefined ? this.#handle("allowed") : this.#awaitStart(startPipe)));
    reactor.run();
    return this.#outcome;
  }

  [Symbol.dispose](): void {
    this.#oom?.[Symbol.dispose]();
    this.#creation?.[Symbol.dispose]();
    this.#opened[Symbol.dispose]();
  }

  readonly #perform: Readonly<Record<Action, () => void>> = {
    startRuntime: () => this.#startRuntime(),
    releaseOutput: () => this.streams.output.release(),
    reportPid: () => this.#reportPid(),
    reportFailure: () => {
      this.#parts.syncPipe.report(-1, this.#failure);
      this.streams.abandon();
    },
    watchContainer: () => {
      // Whatever ends from now on and is not the container is nobody's business.
      this.#children.watch(this.#containerPid, (ending) => this.#containerEnded(ending));
      this.#children.forgetStrays();
      this.#watchForOom();
    },
    startClock: () => {
      const { timeoutSeconds } = this.#parts.options;
      if (timeoutSeconds !== undefined) this.#later(timeoutSeconds * 1000, "timeUp");
    },
    signalRuntime: () => this.#creation?.signal(this.#lastSignal),
    signalContainer: () => void kill(this.#containerPid, this.#lastSignal),
    killContainer: () => {
      this.#outcome = { kind: "timed out" };
      this.#later(KILL_PATIENCE, "killOverdue");
      killGroupOf(this.#containerPid);
    },
    finish: () => this.#parts.reactor.stop(),
  };

  #handle(event: Event): void {
    const step = next(this.#state, event);
    this.#state = step.state;
    for (const action of step.actions) this.#attempt(action, this.#perform[action]);
  }

  /** One thing that cannot be done is no reason to leave out the next: least of all the container's end. */
  #attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#parts.diagnostics.error(`${what}: ${messageOf(error)}`);
    }
  }

  #later(milliseconds: number, event: Event): void {
    after(this.#parts.reactor, milliseconds, () => this.#handle(event));
  }

  /** A pipe that cannot be read will never bring the word: the engine hears of that instead. */
  #awaitStart(startPipe: Fd): void {
    const { reactor } = this.#parts;
    const received = (): void => {
      const allowed = takeWord(startPipe);
      if (allowed === undefined) return;
      watch?.[Symbol.dispose]();
      startPipe.close();
      this.#handle(allowed ? "allowed" : "abandoned");
    };
    const watch = this.#orFail(() => reactor.watch(startPipe, EPOLLIN, () => this.#orFail(received)));
  }

  #orFail<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.#fail(messageOf(error));
      return undefined;
    }
  }

  #startRuntime(): void {
    const done = (result: CreationResult): void => this.#runtimeDone(result);
    const shared = { children: this.#children, streams: this.streams, stdio: this.#stdio };
    this.#creation = this.#orFail(() => new Creation({ ...this.#parts, ...shared, done }));
    this.#stdio[Symbol.dispose]();
  }

  #runtimeDone(result: CreationResult): void {
    if (result.kind === "failed") {
      this.#fail(result.reason);
      return;
    }
    this.#containerPid = result.pid;
    this.#handle("created");
    if (result.status !== undefined) this.#containerEnded(result.status);
  }

  #fail(reason: string | Uint8Array): void {
    this.#failure = reason;
    this.#handle("failed");
  }

  /** Engines without API version 1 want to hear from an exec session only once: its exit code. */
  #reportPid(): void {
    const { options, syncPipe } = this.#parts;
    const exec = options.mode.kind === "exec";
    if (!exec || options.apiVersion) syncPipe.report(this.#containerPid);
    if (!exec) syncPipe.close();
  }

  /** An exec session shares the container's cgroup, and its monitor watches that already. */
  #watchForOom(): void {
    const { options, reactor, diagnostics } = this.#parts;
    if (options.mode.kind !== "exec") this.#oom = watchForOom(this.#containerPid, options, reactor, diagnostics);
  }

  #signalled(signal: number): void {
    if (signal === SIGCHLD || signal === SIGUSR1) {
      this.#children.collect();
      return;
    }
    this.#lastSignal = signal;
    this.#handle("told");
  }

  #containerEnded(ending: Ending): void {
    if (ending === "unknown") {
      this.#parts.diagnostics.error(`Process ${this.#containerPid} has ended, but is no child of ours: status unknown`);
    }
    this.#attempt("last look for out-of-memory", () => this.#oom?.look());
    this.#attempt("last notifications", () => this.#notify?.drain());
    this.#attempt("end of notifications", () => this.#notify?.[Symbol.dispose]());
    if (this.#outcome.kind !== "timed out") {
      this.#outcome = { kind: "ended", code: ending === "unknown" ? UNKNOWN_CODE : exitCode(ending) };
    }
    this.#handle("ended");
  }

  /** After the container's end, the reactor runs once more for the clients that are behind. */
  #deserted(): void {
    if (this.#state === "over") this.#parts.reactor.stop();
  }
}

function notifyProxy({ options, reactor, diagnostics }: MonitorParts): NotifyProxy | undefined {
  const { mode, sdnotifySocket: hostSocket } = options;
  if (hostSocket === undefined || mode.bundle === undefined) return undefined;
  return new NotifyProxy({ reactor, bundle: mode.bundle, hostSocket, diagnostics });
}

// The making of a container: the OCI runtime at work, from its start to the pid that it leaves.
import { messageOf } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { exitCode, kill, type WaitStatus } from "../../../ffi/process.ts";
import type { SignalSet } from "../../../ffi/signal.ts";
import type { CStrings } from "../../../ffi/spawn.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { TMPDIR } from "../../protocol/environment.ts";
import type { Children, Ending } from "../../reactor/children.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import { variable } from "../launch/pipes.ts";
import type { Streams } from "../streams/streams.ts";
import { ConsoleSocket } from "./console-socket.ts";
import type { ContainerStdio } from "./container-stdio.ts";
import { readContainerPid, startRuntime } from "./runtime.ts";
import { endStrays } from "./strays.ts";

/** What the runtime has achieved. */
export type CreationResult =
  | {
      readonly kind: "created";
      readonly pid: number;
      /** `runtime exec` may end with the command's own status. */
      readonly status: WaitStatus | undefined;
    }
  | { readonly kind: "failed"; readonly reason: string | Uint8Array };

export interface CreationParts {
  readonly options: CheckedOptions;
  readonly reactor: Reactor;
  readonly children: Children;
  readonly streams: Streams;
  /** Its container's ends are closed when the runtime has them. */
  readonly stdio: ContainerStdio;
  readonly environment: CStrings;
  readonly mask: SignalSet;
  readonly inherited: readonly Fd[];
  readonly done: (result: CreationResult) => void;
}

/** One run of the runtime. */
export class Creation implements Disposable {
  readonly #parts: CreationParts;
  readonly #console: ConsoleSocket | undefined;
  #pid = 0;
  #terminalProblem = "";

  /** Starts the runtime. @throws {SystemError} when it cannot be started; nothing is left then */
  constructor(parts: CreationParts) {
    this.#parts = parts;
    const { options, reactor, children, environment, stdio } = parts;
    if (options.terminal) {
      const directory = variable(environment, TMPDIR) ?? "/tmp";
      this.#console = new ConsoleSocket(reactor, directory, (terminal) => this.#useTerminal(terminal));
    }
    try {
      this.#pid = startRuntime({ ...parts, stdio: stdio.container, consoleSocket: this.#console?.path });
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    children.watch(this.#pid, (ending) => this.#ended(ending));
  }

  /** Sends the runtime a signal. */
  signal(signal: number): void {
    kill(this.#pid, signal);
  }

  [Symbol.dispose](): void {
    this.#console?.[Symbol.dispose]();
  }

  /** A runtime that has sent something else goes on working; it hears of it when it is done. */
  #useTerminal(terminal: Fd): void {
    const used = this.#attempt(() => this.#parts.streams.useTerminal(terminal));
    if (!used) terminal.close();
  }

  /** Whatever goes wrong here, the engine waits for a word. */
  #ended(ending: Ending): void {
    this.#attempt(() => this.#console?.takeNow());
    this.#attempt(() => this[Symbol.dispose]());
    this.#parts.done(this.#result(ending));
  }

  #attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      this.#terminalProblem = `: ${messageOf(error)}`;
      return false;
    }
  }

  #result(ending: Ending): CreationResult {
    const { options, streams } = this.#parts;
    const succeeded = ending !== "unknown" && exitCode(ending) === 0;
    const pid = succeeded || options.mode.kind === "exec" ? readContainerPid(options.containerPidfile) : undefined;
    const killed = ending !== "unknown" && "signal" in ending;
    if (pid === undefined) {
      // In good order, it would have ended them itself.
      if (killed) this.#attempt(endStrays);
      return { kind: "failed", reason: this.#reason(ending) };
    }
    // Its own end by a signal says nothing about the command, which goes on.
    if (!succeeded) return { kind: "created", pid, status: ending === "unknown" || killed ? undefined : ending };
    if (options.terminal && !streams.hasTerminal)
      return { kind: "failed", reason: `Runtime did not set up terminal${this.#terminalProblem}` };
    return { kind: "created", pid, status: undefined };
  }

  /** The runtime's own words, or ours when it has none. */
  #reason(ending: Ending): string | Uint8Array {
    const { output } = this.#parts.streams;
    this.#attempt(() => output.drain());
    const messages = output.runtimeMessages;
    return messages.length > 0 ? messages : silentFailure(ending, this.#parts.options);
  }
}

function silentFailure(ending: Ending, { runtime, containerPidfile }: CheckedOptions): string {
  if (ending === "unknown") return `${runtime.path} has ended, nobody knows how`;
  if ("signal" in ending) return `${runtime.path} was killed by signal ${ending.signal}`;
  if (ending.code !== 0) return `${runtime.path} exited with status ${ending.code} and said nothing`;
  return `${runtime.path} exited with status 0 but left no pid in ${containerPidfile}`;
}

// Everything that connects the container with the outside: output, input, attach socket, control FIFOs.
import { duplicate, type Fd } from "../../../ffi/fd.ts";
import { setWindowSize, translateNewlines, type WindowSize } from "../../../ffi/terminal.ts";
import type { LogDriver } from "../../logging/driver.ts";
import type { CheckedOptions, SocketSettings } from "../../protocol/checked-options.ts";
import { type ControlCommand, parseControlLine, parseWindowSizeLine } from "../../protocol/control-line.ts";
import { controlFifoPath, windowSizeFifoPath } from "../../protocol/files.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import type { StandardStreams } from "../create/container-stdio.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { AttachServer } from "./attach-server.ts";
import { ControlFifo } from "./control-fifo.ts";
import { Output } from "./output.ts";
import { Stdin } from "./stdin.ts";

/** Bytes, about, that a client leaves to be collected. */
const CLIENT_GARBAGE = 16 * 1024;

export interface StreamsParts {
  readonly options: CheckedOptions;
  readonly reactor: Reactor;
  readonly log: LogDriver;
  readonly diagnostics: Diagnostics;
  /** The monitor's ends; owned by the streams from now on. */
  readonly ends: StandardStreams;
  /** The last attach client has gone. */
  readonly deserted: () => void;
}

/** The streams of one container. */
export class Streams implements Disposable {
  readonly output: Output;
  readonly attach: AttachServer | undefined;
  readonly #parts: StreamsParts;
  readonly #fifos: ControlFifo[] = [];
  #stdin: Stdin | undefined;
  #terminal: Fd | undefined;
  #size: WindowSize | undefined;

  /** @throws {SystemError} when a socket or FIFO cannot be made; nothing is left then */
  constructor(parts: StreamsParts) {
    this.#parts = parts;
    const { options, reactor, log, ends } = parts;
    this.attach = options.sockets === undefined ? undefined : this.#openAttach(options.sockets);
    this.output = new Output({ reactor, log, audience: this.attach });
    try {
      if (options.sockets !== undefined) this.#openFifos(options.sockets);
      if (ends.stdin !== undefined) this.#stdin = new Stdin(ends.stdin, reactor, { staysOpen: options.leaveStdinOpen });
      if (ends.stdout !== undefined) this.output.readPipe("stdout", ends.stdout);
      if (ends.stderr !== undefined) this.output.readPipe("stderr", ends.stderr);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  get hasTerminal(): boolean {
    return this.#terminal !== undefined;
  }

  /**
   * The runtime has made the container's terminal: it is its input and its output.
   *
   * @param terminal owned from now on, unless this throws
   * @throws {SystemError} and there is no terminal then: one whose output nobody reads would stall the container
   */
  useTerminal(terminal: Fd): void {
    translateNewlines(terminal);
    if (this.#size !== undefined) setWindowSize(terminal, this.#size);
    using made = new DisposableStack();
    const resized = made.use(duplicate(terminal));
    // A client that goes away does not end a terminal's input: another may come.
    const input = made.use(duplicate(terminal));
    const stdin = new Stdin(input, this.#parts.reactor, { staysOpen: true });
    this.output.readTerminal(terminal);
    made.move();
    this.#terminal = resized;
    this.#stdin = stdin;
    this.attach?.resumeInput();
  }

  /** There will be no container: nothing of what was made for it stays. */
  abandon(): void {
    for (const fifo of this.#fifos) fifo.remove();
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.output[Symbol.dispose]();
    this.attach?.[Symbol.dispose]();
    this.#stdin?.[Symbol.dispose]();
    this.#terminal?.close();
    for (const fifo of this.#fifos) fifo[Symbol.dispose]();
  }

  #openAttach(settings: SocketSettings): AttachServer {
    const { options, reactor, diagnostics, deserted } = this.#parts;
    const congested = (yes: boolean): void => this.output.pause(yes);
    const input = { stdin: () => this.#stdin, inputComesLater: options.terminal };
    const left = (): void => this.output.worked(CLIENT_GARBAGE);
    return new AttachServer({ reactor, diagnostics, settings, ...input, congested, left, deserted });
  }

  #openFifos({ bundle }: SocketSettings): void {
    const { reactor, diagnostics } = this.#parts;
    const common = { reactor, diagnostics, obey: (command: ControlCommand) => this.#obey(command) };
    this.#fifos.push(new ControlFifo({ ...common, path: controlFifoPath(bundle), parse: parseControlLine }));
    this.#fifos.push(new ControlFifo({ ...common, path: windowSizeFifoPath(bundle), parse: parseWindowSizeLine }));
  }

  #obey(command: ControlCommand): void {
    if (command.kind === "reopen-logs") this.#parts.log.reopen();
    else this.#resize(command);
  }

  /** Engines send the first size as soon as the FIFO is there, which may be before there is a terminal. */
  #resize(size: WindowSize): void {
    this.#size = size;
    if (this.#terminal !== undefined) setWindowSize(this.#terminal, size);
  }
}

// Everything that connects the container with the outside: output, input, attach socket, control FIFOs.
import type { LogDriver } from "../../logging/driver.ts";
import type { CheckedOptions } from "../../protocol/checked-options.ts";
import { type ControlCommand, parseControlLine, parseWindowSizeLine } from "../../protocol/control-line.ts";
import { controlFifoPath, windowSizeFifoPath } from "../../protocol/files.ts";
import type { Reactor } from "../../reactor/reactor.ts";
import type { StdioPipes } from "../create/container-stdio.ts";
import type { Diagnostics } from "../diagnostics.ts";
import { AttachServer } from "./attach-server.ts";
import { ControlFifo } from "./control-fifo.ts";
import { Output } from "./output.ts";
import { Stdin } from "./stdin.ts";

export interface StreamsParts {
  readonly options: CheckedOptions;
  readonly reactor: Reactor;
  readonly log: LogDriver;
  readonly diagnostics: Diagnostics;
  readonly pipes: StdioPipes["monitor"];
  readonly obey: (command: ControlCommand) => void;
  /** The last attach client has gone. */
  readonly deserted: () => void;
}

/** The streams of one container. */
export class Streams implements Disposable {
  readonly output: Output;
  readonly attach: AttachServer | undefined;
  readonly #fifos: ControlFifo[] = [];
  readonly #stdin: Stdin | undefined;

  /** @throws {SystemError} when a socket or FIFO cannot be made; nothing is left then */
  constructor(parts: StreamsParts) {
    const { options, reactor, log, pipes } = parts;
    this.#stdin =
      pipes.stdin === undefined ? undefined : new Stdin(pipes.stdin, reactor, { staysOpen: options.leaveStdinOpen });
    this.attach = this.#openAttach(parts);
    this.output = new Output({ reactor, log, audience: this.attach, stdout: pipes.stdout, stderr: pipes.stderr });
    try {
      this.#openFifos(parts);
    } catch (error) {
      this.abandon();
      throw error;
    }
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
    for (const fifo of this.#fifos) fifo[Symbol.dispose]();
  }

  #openAttach({ options, reactor, diagnostics, deserted }: StreamsParts): AttachServer | undefined {
    if (options.sockets === undefined) return undefined;
    return new AttachServer({
      reactor,
      diagnostics,
      settings: options.sockets,
      stdin: this.#stdin,
      congested: (yes) => this.output.pause(yes),
      deserted,
    });
  }

  #openFifos({ options, reactor, diagnostics, obey }: StreamsParts): void {
    if (options.sockets === undefined) return;
    const { bundle } = options.sockets;
    const common = { reactor, diagnostics, obey };
    this.#fifos.push(new ControlFifo({ ...common, path: controlFifoPath(bundle), parse: parseControlLine }));
    this.#fifos.push(new ControlFifo({ ...common, path: windowSizeFifoPath(bundle), parse: parseWindowSizeLine }));
  }
}

// A control FIFO in the bundle: engines write commands to it, a line each.

import { EPOLLIN, O_NONBLOCK, O_RDONLY, O_WRONLY } from "../../../ffi/constants.ts";
import { messageOf } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { makeFifo, open, removeIfThere } from "../../../ffi/file.ts";
import { read } from "../../../ffi/io.ts";
import { type ControlCommand, MAX_CONTROL_LINE } from "../../protocol/control-line.ts";
import type { Reactor, Watch } from "../../reactor/reactor.ts";
import type { Diagnostics } from "../diagnostics.ts";

const FIFO_MODE = 0o660;
const READ_SIZE = 4096;

export interface ControlFifoParts {
  readonly reactor: Reactor;
  readonly path: string;
  readonly diagnostics: Diagnostics;
  /** @throws {RangeError} for a line that is no command */
  readonly parse: (line: string) => ControlCommand;
  readonly obey: (command: ControlCommand) => void;
}

/**
 * Reads commands. It keeps a writing end open too: otherwise the FIFO would be at its end whenever no engine writes,
 * and an engine's open for writing could block or fail with ENXIO.
 */
export class ControlFifo implements Disposable {
  readonly #parts: ControlFifoParts;
  readonly #reader: Fd;
  readonly #writer: Fd;
  readonly #watch: Watch;
  #line = "";
  #tooLong = false;

  /** Makes the FIFO in place of whatever stands there. @throws {SystemError} and leaves none behind */
  constructor(parts: ControlFifoParts) {
    this.#parts = parts;
    const { path, reactor } = parts;
    using made = new DisposableStack();
    removeIfThere(path);
    makeFifo(path, FIFO_MODE);
    made.defer(() => removeIfThere(path));
    this.#reader = made.use(open(path, O_RDONLY | O_NONBLOCK));
    this.#writer = made.use(open(path, O_WRONLY | O_NONBLOCK));
    this.#watch = reactor.watch(this.#reader, EPOLLIN, () => this.#receive());
    made.move();
  }

  /** Takes the FIFO away: there will be no container. */
  remove(): void {
    removeIfThere(this.#parts.path);
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
    this.#reader.close();
    this.#writer.close();
  }

  #receive(): void {
    const buffer = new Uint8Array(new ArrayBuffer(READ_SIZE));
    const count = read(this.#reader, buffer);
    if (count <= 0) return;
    const [first = "", ...rest] = new TextDecoder("latin1").decode(buffer.subarray(0, count)).split("\n");
    this.#append(first);
    for (const piece of rest) {
      this.#finishLine();
      this.#append(piece);
    }
  }

  /** Lines may come in pieces. What is too long for a command is not collected, only seen to its end. */
  #append(piece: string): void {
    if (this.#line.length + piece.length > MAX_CONTROL_LINE) this.#tooLong = true;
    else this.#line += piece;
  }

  #finishLine(): void {
    const { parse, obey, diagnostics, path } = this.#parts;
    try {
      if (this.#tooLong) throw new RangeError(`longer than ${MAX_CONTROL_LINE} bytes`);
      obey(parse(this.#line));
    } catch (error) {
      diagnostics.warn(`Ignored a line of ${JSON.stringify(path)}: ${messageOf(error)}`);
    }
    this.#line = "";
    this.#tooLong = false;
  }
}

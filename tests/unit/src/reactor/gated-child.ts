// Processes that end when they are told to, and leave a known code behind.
import type { Fd } from "../../../../ffi/fd.ts";
import { read } from "../../../../ffi/io.ts";
import { cString } from "../../../../ffi/os-string.ts";
import { type Pipe, pipe } from "../../../../ffi/pipe.ts";
import { pidFd, waitForChild } from "../../../../ffi/process.ts";
import { spawn } from "../../../../ffi/spawn.ts";
import { becomesReadable } from "../../../helpers/deadline.ts";

/** A child that exits with a code when `end()` is called. */
export class GatedChild implements Disposable {
  readonly pid: number;
  readonly #gate: Pipe = pipe();

  constructor(code: number) {
    this.pid = startShell(`read line <&3; exit ${code}`, this.#gate.readEnd);
  }

  /** Returns when it has ended, and waits to be collected. */
  end(): void {
    endBy(this.#gate, this.pid);
  }

  [Symbol.dispose](): void {
    this.#gate[Symbol.dispose]();
  }
}

/** A process whose parent is not this one, but a child of this one that lives until `orphan()` is called. */
export class Grandchild implements Disposable {
  readonly pid: number;
  readonly #parent: number;
  readonly #parentGate: Pipe = pipe();
  readonly #gate: Pipe = pipe();

  constructor(code: number) {
    using output = pipe();
    const script = `(read line <&3; exit ${code}) & echo $!; read line <&4`;
    this.#parent = startShell(
      script,
      this.#gate.readEnd,
      new Map([
        [1, output.writeEnd],
        [4, this.#parentGate.readEnd],
      ]),
    );
    const line = new Uint8Array(new ArrayBuffer(16));
    if (!becomesReadable(output.readEnd)) throw new Error("the shell does not answer");
    this.pid = Number(Buffer.from(line.subarray(0, read(output.readEnd, line))).toString());
  }

  /** Ends its parent. Returns when that has been collected. */
  orphan(): void {
    this.#parentGate.writeEnd.close();
    waitForChild(this.#parent);
  }

  /** Returns when it has ended. */
  end(): void {
    endBy(this.#gate, this.pid);
  }

  [Symbol.dispose](): void {
    this.#gate[Symbol.dispose]();
    this.#parentGate[Symbol.dispose]();
  }
}

function startShell(script: string, gate: Fd, others: ReadonlyMap<number, Fd> = new Map()): number {
  const fds = new Map([[3, gate], ...others]);
  return spawn("/bin/sh", { argv: ["sh", "-c", script].map(cString), env: [], fds });
}

function endBy(gate: Pipe, pid: number): void {
  using ended = pidFd(pid);
  gate[Symbol.dispose]();
  if (!becomesReadable(ended)) throw new Error(`${pid} does not end`);
}

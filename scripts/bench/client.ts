// The program tests/fixtures/bench-client.c beside a monitor.
import { SIGKILL, SIGTERM } from "../../ffi/constants.ts";
import type { Fd } from "../../ffi/fd.ts";
import { read, readToEnd } from "../../ffi/io.ts";
import { cString } from "../../ffi/os-string.ts";
import { pipe } from "../../ffi/pipe.ts";
import { collectChild, kill } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { exitOf } from "../../tests/helpers/deadline.ts";
import { fixture } from "../../tests/helpers/monitors.ts";

/** Disposing it ends it. */
export class Client implements Disposable {
  readonly #pid: number;
  readonly #output: Fd;

  /** Returns when it is ready. @param directory where the socket is @param args what it is to do */
  constructor(directory: string, ...args: readonly string[]) {
    const { readEnd, writeEnd } = pipe();
    using theirs = writeEnd;
    this.#output = readEnd;
    const argv = ["bench-client", ...args].map(cString);
    this.#pid = spawn(fixture("bench-client"), { argv, env: [], fds: new Map([[1, theirs]]), cwd: directory });
    theirs.close();
    const said = new Uint8Array(new ArrayBuffer("ready\n".length));
    if (read(readEnd, said) !== said.length) throw new Error(`bench-client ${args.join(" ")} is not ready`);
  }

  /** Ends a client that would go on for ever. */
  stop(): this {
    kill(this.#pid, SIGTERM);
    return this;
  }

  /** Waits for its end. @returns the numbers that it has printed */
  numbers(): number[] {
    const text = new TextDecoder().decode(readToEnd(this.#output));
    exitOf(this.#pid, "bench-client");
    return text.trim().split(" ").map(Number);
  }

  [Symbol.dispose](): void {
    this.#output.close();
    if (collectChild(this.#pid) === "none") return;
    kill(this.#pid, SIGKILL);
    collectChild(this.#pid);
  }
}

// A program that stays alive and does nothing, so that /proc can be asked what it was started with.
import type { Fd } from "../../../ffi/fd.ts";
import { read, write } from "../../../ffi/io.ts";
import { cString } from "../../../ffi/os-string.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { type SpawnOptions, spawn } from "../../../ffi/spawn.ts";
import { becomesReadable, exitOf } from "../../helpers/deadline.ts";

/**
 * Starts `cat`, or a shell that runs it. `fds` come besides its standard streams. Disposing ends it.
 *
 * The answer that is waited for shows that the dynamic linker, which opens files, is done; and that /proc knows the
 * arguments, which the kernel notes down only after posix_spawn has returned.
 */
export class RunningCat implements Disposable {
  readonly pid: number;
  readonly #input = pipe();
  readonly #output = pipe();

  constructor(options: Partial<SpawnOptions> = {}, path = "/bin/cat") {
    const standard: [number, Fd][] = [
      [0, this.#input.readEnd],
      [1, this.#output.writeEnd],
      [2, this.#output.writeEnd],
    ];
    const fds = new Map([...standard, ...(options.fds ?? [])]);
    this.pid = spawn(path, { argv: [cString("cat")], env: [], ...options, fds });
    write(this.#input.writeEnd, cString(""));
    if (!becomesReadable(this.#output.readEnd)) throw new Error("cat does not answer");
    read(this.#output.readEnd, new Uint8Array(new ArrayBuffer(1)));
  }

  [Symbol.dispose](): void {
    this.#input[Symbol.dispose]();
    this.#output[Symbol.dispose]();
    exitOf(this.pid, "cat");
  }
}

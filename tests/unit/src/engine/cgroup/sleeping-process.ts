// A process that only is, to be moved about.
import { SIGKILL } from "../../../../../ffi/constants.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { kill } from "../../../../../ffi/process.ts";
import { spawn } from "../../../../../ffi/spawn.ts";
import { exitOf } from "../../../../helpers/deadline.ts";

/** Sleeps until it is ended or disposed. */
export class SleepingProcess implements Disposable {
  readonly pid: number = spawn("/bin/sleep", {
    argv: ["sleep", "1000"].map(cString),
    env: [],
    fds: new Map(),
  });
  #hasEnded = false;

  /** Kills it and waits for its end. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    kill(this.pid, SIGKILL);
    exitOf(this.pid, "the sleeping process");
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

// A process that interrupts this one with signals, for what must survive EINTR.
import { SIGKILL } from "../../../ffi/constants.ts";
import { cString } from "../../../ffi/os-string.ts";
import { kill } from "../../../ffi/process.ts";
import { spawn } from "../../../ffi/spawn.ts";
import { exitOf } from "../../helpers/deadline.ts";

/** Sends SIGUSR1, which does nothing here, again and again until disposed. */
export class SignalStorm implements Disposable {
  readonly #ignore = (): void => {};
  readonly #pid: number;

  constructor() {
    process.on("SIGUSR1", this.#ignore);
    const argv = ["sh", "-c", "while kill -USR1 $PPID; do :; done"].map(cString);
    this.#pid = spawn("/bin/sh", { argv, env: [], fds: new Map() });
  }

  [Symbol.dispose](): void {
    kill(this.#pid, SIGKILL);
    exitOf(this.#pid, "the sender of signals");
    process.off("SIGUSR1", this.#ignore);
  }
}

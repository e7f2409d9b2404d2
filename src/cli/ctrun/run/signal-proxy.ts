// Signals that are sent to ctrun while it is in front of a container go to the container.
import { constants } from "node:os";

/**
 * Those that end a program or that it may use for its own purposes. Not SIGCHLD, SIGPIPE and SIGWINCH, which are about
 * ctrun itself, and not those of job control, which would stop the container but not its monitor.
 */
const PASSED_ON = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGTERM", "SIGCONT"] as const;

/** Passes signals on until it is disposed of. */
export class SignalProxy implements Disposable {
  readonly #undo: (() => void)[] = [];

  /** @param pass takes a signal's number */
  constructor(pass: (signal: number) => void) {
    for (const name of PASSED_ON) {
      const handle = (): void => pass(constants.signals[name]);
      process.on(name, handle);
      this.#undo.push(() => void process.off(name, handle));
    }
  }

  [Symbol.dispose](): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}

// Raw mode for as long as somebody talks with a container, and the terminal as it was whatever ends it.
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { isInBackground, makeRaw, restoreMode, type TerminalMode } from "../../../ffi/terminal.ts";

/** Signals that end a program unless it handles them. */
const ENDING = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const;

/**
 * Puts a terminal into raw mode. It is restored when this is disposed of, when the program exits for whatever reason,
 * and before a signal that nobody else handles ends or stops it.
 */
export class RawTerminal implements Disposable {
  readonly #terminal: Fd;
  readonly #before: TerminalMode;

  /**
   * @param terminal stays the caller's, and open until this is disposed of
   * @throws {SystemError} ENOTTY, EIO when the terminal is gone
   */
  constructor(terminal: Fd) {
    this.#terminal = terminal;
    // Handlers run between turns of the event loop only: no signal is lost, and none comes before the mode is known.
    process.on("exit", this.#restore);
    for (const signal of ENDING) process.on(signal, this.#end);
    process.on("SIGTSTP", this.#stop);
    process.on("SIGCONT", this.#continue);
    try {
      this.#before = makeRaw(terminal);
    } catch (error) {
      this.#removeHandlers();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#removeHandlers();
    this.#restore();
  }

  readonly #restore = (): void => {
    // Whoever has the terminal now has set it as they need it; touching it would stop us with SIGTTOU besides.
    if (isInBackground(this.#terminal)) return;
    this.#set(() => restoreMode(this.#terminal, this.#before));
  };

  readonly #end = (signal: NodeJS.Signals): void => {
    // A program with a handler of its own decides for itself what becomes of the session.
    if (process.listenerCount(signal) > 1) return;
    this[Symbol.dispose]();
    process.kill(process.pid, signal);
  };

  readonly #stop = (): void => {
    this.#restore();
    // What SIGTSTP does to a program without a handler.
    process.kill(process.pid, "SIGSTOP");
  };

  readonly #continue = (): void => {
    // In the background it is not ours; there comes another SIGCONT with the foreground.
    if (!isInBackground(this.#terminal)) this.#set(() => void makeRaw(this.#terminal));
  };

  /** A terminal that has hung up has no mode to care about. */
  #set(change: () => void): void {
    try {
      change();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }

  #removeHandlers(): void {
    process.off("exit", this.#restore);
    for (const signal of ENDING) process.off(signal, this.#end);
    process.off("SIGTSTP", this.#stop);
    process.off("SIGCONT", this.#continue);
  }
}

// A program on a pseudo-terminal of its own, which the test types into, looks at and resizes.
import { SIGKILL } from "../../ffi/constants.ts";
import { setNonBlocking } from "../../ffi/fd.ts";
import { NOT_READY, read, writeAll } from "../../ffi/io.ts";
import { Termios } from "../../ffi/layouts.ts";
import { libc } from "../../ffi/libc.ts";
import { cString } from "../../ffi/os-string.ts";
import { collectChild, exitCode, kill } from "../../ffi/process.ts";
import { spawn } from "../../ffi/spawn.ts";
import { setWindowSize, type WindowSize } from "../../ffi/terminal.ts";
import { PseudoTerminal } from "../unit/src/pseudo-terminal.ts";
import { DEADLINE, exitOf, waitUntil } from "./deadline.ts";

// <asm-generic/termbits.h>
const ICANON = 0o2;
const ECHO = 0o10;

export interface TerminalProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly size?: WindowSize;
}

/** The leader of a session on the terminal. Disposing it kills it, and hangs the terminal up. */
export class TerminalProgram implements Disposable {
  readonly pid: number;
  readonly #terminal = new PseudoTerminal();
  readonly #buffer = new Uint8Array(new ArrayBuffer(65_536));
  #screen = "";
  #status: number | undefined;

  constructor(command: readonly string[], { env = {}, size = { height: 24, width: 80 } }: TerminalProgramOptions = {}) {
    const { master } = this.#terminal;
    setWindowSize(master, size);
    setNonBlocking(master);
    using slave = this.#terminal.openSlave();
    // setsid(1) gives it the terminal, which posix_spawn cannot, and becomes the program: the pid is the same.
    this.pid = spawn("/usr/bin/setsid", {
      argv: ["setsid", "--ctty", ...command].map(cString),
      env: Object.entries(env).map(([name, value]) => cString(`${name}=${value}`)),
      fds: new Map([0, 1, 2].map((number) => [number, slave])),
    });
  }

  /** Everything that has appeared so far. */
  get screen(): string {
    for (let count = this.#read(); count > 0; count = this.#read()) {
      this.#screen += new TextDecoder("latin1").decode(this.#buffer.subarray(0, count));
    }
    return this.#screen;
  }

  /** Whether what is typed goes through as it is. */
  get raw(): boolean {
    return (this.mode.get("c_lflag") & (ICANON | ECHO)) === 0;
  }

  /** The terminal's mode. */
  get mode(): ReturnType<typeof Termios.create> {
    const mode = Termios.create();
    libc.tcgetattr(this.#terminal.master.number, mode.bytes);
    return mode;
  }

  type(text: string): void {
    this.typeBytes(new TextEncoder().encode(text));
  }

  typeBytes(bytes: Uint8Array<ArrayBuffer>): void {
    writeAll(this.#terminal.master, bytes);
  }

  /** Goes away as a window does that is closed. */
  hangUp(): void {
    this.#terminal.master.close();
  }

  resize(size: WindowSize): void {
    setWindowSize(this.#terminal.master, size);
  }

  /** Waits until a text has appeared. */
  shows(text: string): void {
    waitUntil(`${JSON.stringify(text)} on the screen`, () => this.screen.includes(text));
  }

  /** Waits until what is typed goes through as it is, or does not any more. */
  becomesRaw(raw = true): void {
    waitUntil(`raw mode to be ${raw ? "on" : "off"}; the screen: ${this.screen}`, () => this.raw === raw);
  }

  /** Waits for the program's end. @returns its status; 128 + N for a signal */
  status(milliseconds = DEADLINE): number {
    this.#status ??= exitCode(exitOf(this.pid, "the program on the terminal", milliseconds));
    return this.#status;
  }

  [Symbol.dispose](): void {
    if (this.#status === undefined && collectChild(this.pid) === "running") {
      kill(this.pid, SIGKILL);
      this.status();
    }
    this.#terminal[Symbol.dispose]();
  }

  /** @returns 0 when there is nothing, or nobody has the terminal open any more */
  #read(): number {
    try {
      const count = read(this.#terminal.master, this.#buffer);
      return count === NOT_READY ? 0 : count;
    } catch {
      return 0;
    }
  }
}

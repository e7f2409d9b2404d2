// Terminals: window size and output mode.
import { ONLCR, TCSANOW, TIOCGWINSZ, TIOCSWINSZ } from "./constants.ts";
import { check } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { Termios, Winsize } from "./layouts.ts";
import { libc } from "./libc.ts";

/** Size of a terminal's window in characters. */
export interface WindowSize {
  readonly height: number;
  readonly width: number;
}

/** Whether a descriptor is a terminal. */
export function isTerminal(fd: Fd): boolean {
  return libc.tcgetattr(fd.number, Termios.create().bytes) === 0;
}

/** @throws {SystemError} ENOTTY */
export function windowSize(terminal: Fd): WindowSize {
  const size = Winsize.create();
  check(libc.ioctl(terminal.number, TIOCGWINSZ, size.bytes), "ioctl");
  return { height: size.get("ws_row"), width: size.get("ws_col") };
}

/** Tells the terminal its size; the foreground processes get SIGWINCH when it differs. @throws {SystemError} ENOTTY */
export function setWindowSize(terminal: Fd, { height, width }: WindowSize): void {
  const size = Winsize.create().set("ws_row", height).set("ws_col", width);
  check(libc.ioctl(terminal.number, TIOCSWINSZ, size.bytes), "ioctl");
}

/** Makes newlines go out as carriage return and newline, as terminals expect. @throws {SystemError} ENOTTY */
export function translateNewlines(terminal: Fd): void {
  const mode = Termios.create();
  check(libc.tcgetattr(terminal.number, mode.bytes), "tcgetattr");
  mode.set("c_oflag", mode.get("c_oflag") | ONLCR);
  check(libc.tcsetattr(terminal.number, TCSANOW, mode.bytes), "tcsetattr");
}

// Terminals: window size, mode, and who has them.
import { ONLCR, TCSANOW, TIOCGWINSZ, TIOCSWINSZ } from "./constants.ts";
import { check, checkRepeated } from "./errno.ts";
import type { Fd } from "./fd.ts";
import { Termios, Winsize } from "./layouts.ts";
import { libc } from "./libc.ts";

/** Size of a terminal's window in characters. */
export interface WindowSize {
  readonly height: number;
  readonly width: number;
}

/** How a terminal treats what goes through it: tcgetattr(3)'s struct termios, to be handed back as it is. */
export type TerminalMode = Uint8Array<ArrayBuffer>;

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

/**
 * Lets every byte through as it is: no echo, no lines, no keys with a meaning. A process in the background is stopped by
 * SIGTTOU until it is brought to the foreground.
 *
 * @returns the mode before, for `restoreMode`
 * @throws {SystemError} ENOTTY, EIO when the terminal is gone
 */
export function makeRaw(terminal: Fd): TerminalMode {
  const before = Termios.create();
  check(libc.tcgetattr(terminal.number, before.bytes), "tcgetattr");
  const raw = before.bytes.slice();
  libc.cfmakeraw(raw);
  restoreMode(terminal, raw);
  return before.bytes;
}

/** Sets the mode at once, whatever output still waits: a terminal that is stopped would never drain. @throws {SystemError} */
export function restoreMode(terminal: Fd, mode: TerminalMode): void {
  checkRepeated(() => libc.tcsetattr(terminal.number, TCSANOW, mode), "tcsetattr");
}

/** Whether it is this process's controlling terminal, and another job has it just now. */
export function isInBackground(terminal: Fd): boolean {
  const foreground = libc.tcgetpgrp(terminal.number);
  return foreground >= 0 && foreground !== libc.getpgid(0);
}

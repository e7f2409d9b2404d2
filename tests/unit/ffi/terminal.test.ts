// Checks window size and modes on a pseudoterminal.
import { expect, test } from "bun:test";
import { O_NOCTTY, O_RDWR, ONLCR, TCSANOW } from "../../../ffi/constants.ts";
import { SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { read, writeAll } from "../../../ffi/io.ts";
import { Termios } from "../../../ffi/layouts.ts";
import { libc } from "../../../ffi/libc.ts";
import { pipe } from "../../../ffi/pipe.ts";
import {
  isInBackground,
  isTerminal,
  makeRaw,
  restoreMode,
  setWindowSize,
  translateNewlines,
  windowSize,
} from "../../../ffi/terminal.ts";
import { PseudoTerminal } from "../src/pseudo-terminal.ts";

test("isTerminal() tells terminals from other files", () => {
  using terminal = newTerminal();
  using ends = pipe();
  expect([isTerminal(terminal), isTerminal(ends.readEnd)]).toEqual([true, false]);
});

test("setWindowSize() sets what windowSize() returns", () => {
  using terminal = newTerminal();
  expect(windowSize(terminal)).toEqual({ height: 0, width: 0 });
  for (const size of [
    { height: 24, width: 80 },
    { height: 65535, width: 1 },
  ]) {
    setWindowSize(terminal, size);
    expect(windowSize(terminal)).toEqual(size);
  }
});

test("translateNewlines() switches ONLCR on and leaves the rest", () => {
  using terminal = newTerminal();
  const plain = modeOf(terminal);
  plain.set("c_oflag", plain.get("c_oflag") & ~ONLCR);
  expect(libc.tcsetattr(terminal.number, TCSANOW, plain.bytes)).toBe(0);
  translateNewlines(terminal);
  plain.set("c_oflag", plain.get("c_oflag") | ONLCR);
  expect(modeOf(terminal).bytes).toEqual(plain.bytes);
  translateNewlines(terminal);
  expect(modeOf(terminal).bytes).toEqual(plain.bytes);
});

test("makeRaw() lets every byte through, and restoreMode() undoes it", () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  const before = modeOf(slave);
  const kept = makeRaw(slave);
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const there = new Uint8Array(new ArrayBuffer(512));
  writeAll(pty.master, bytes);
  expect(there.subarray(0, read(slave, there))).toEqual(bytes);
  writeAll(slave, bytes);
  expect(there.subarray(0, read(pty.master, there))).toEqual(bytes);
  expect(kept).toEqual(before.bytes);
  restoreMode(slave, kept);
  expect(modeOf(slave).bytes).toEqual(before.bytes);
});

test("isInBackground() is about the controlling terminal only", () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  using ends = pipe();
  expect([isInBackground(slave), isInBackground(ends.readEnd)]).toEqual([false, false]);
});

test("what is no terminal has neither size nor mode", () => {
  const ENOTTY = 25;
  using ends = pipe();
  expect(() => windowSize(ends.readEnd)).toThrow(new SystemError("ioctl", ENOTTY));
  expect(() => setWindowSize(ends.readEnd, { height: 1, width: 1 })).toThrow(new SystemError("ioctl", ENOTTY));
  expect(() => makeRaw(ends.readEnd)).toThrow(new SystemError("tcgetattr", ENOTTY));
  expect(() => translateNewlines(ends.readEnd)).toThrow(new SystemError("tcgetattr", ENOTTY));
});

function newTerminal(): Fd {
  return open("/dev/ptmx", O_RDWR | O_NOCTTY);
}

function modeOf(terminal: Fd): ReturnType<typeof Termios.create> {
  const mode = Termios.create();
  libc.tcgetattr(terminal.number, mode.bytes);
  return mode;
}

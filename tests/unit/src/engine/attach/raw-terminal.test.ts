// Tests of src/engine/attach/raw-terminal.ts. What signals and ends do to it: tests/integration/engine-attach.test.ts.
import { expect, test } from "bun:test";
import { ENOTTY, SystemError } from "../../../../../ffi/errno.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { Termios } from "../../../../../ffi/layouts.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { RawTerminal } from "../../../../../src/engine/attach/raw-terminal.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";

const HANDLED = ["exit", "SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGTSTP", "SIGCONT"] as const;

test("RawTerminal is raw until it is disposed of, once or twice", () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  const before = modeOf(slave);
  const handlers = handlerCounts();
  const raw = new RawTerminal(slave);
  expect(modeOf(slave)).not.toEqual(before);
  expect(handlerCounts()).toEqual(handlers.map((count) => count + 1));
  raw[Symbol.dispose]();
  raw[Symbol.dispose]();
  expect(modeOf(slave)).toEqual(before);
  expect(handlerCounts()).toEqual(handlers);
});

test("RawTerminal refuses what is no terminal, and leaves no handler", () => {
  using ends = pipe();
  const handlers = handlerCounts();
  expect(() => new RawTerminal(ends.readEnd)).toThrow(new SystemError("tcgetattr", ENOTTY));
  expect(handlerCounts()).toEqual(handlers);
});

test("RawTerminal does not mind that the terminal has hung up", () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  using _raw = new RawTerminal(slave);
  pty.master.close();
});

function handlerCounts(): number[] {
  return HANDLED.map((event) => process.listenerCount(event));
}

function modeOf(terminal: Fd): Uint8Array {
  const mode = Termios.create();
  libc.tcgetattr(terminal.number, mode.bytes);
  return mode.bytes;
}

// Tests of src/engine/attach/window-follower.ts.
import { expect, test } from "bun:test";
import { setWindowSize, type WindowSize } from "../../../../../ffi/terminal.ts";
import { WindowFollower } from "../../../../../src/engine/attach/window-follower.ts";
import { ContainerStateError } from "../../../../../src/engine/errors.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";

test("WindowFollower tells the size at first, and again when it has changed or the program was stopped", () => {
  using pty = new PseudoTerminal();
  setWindowSize(pty.master, { height: 24, width: 80 });
  const told: WindowSize[] = [];
  {
    using _follower = new WindowFollower(pty.master, { resize: (size) => told.push(size) });
    for (const signal of ["SIGWINCH", "SIGCONT"] as const) {
      setWindowSize(pty.master, { height: 50, width: 100 + told.length });
      process.emit(signal, signal);
    }
  }
  process.emit("SIGWINCH", "SIGWINCH");
  expect(told).toEqual([
    { height: 24, width: 80 },
    { height: 50, width: 101 },
    { height: 50, width: 102 },
  ]);
});

test("WindowFollower tells no size when there is none, and the largest instead of more", () => {
  using pty = new PseudoTerminal();
  const told: WindowSize[] = [];
  using _follower = new WindowFollower(pty.master, { resize: (size) => told.push(size) });
  setWindowSize(pty.master, { height: 2000, width: 5000 });
  process.emit("SIGWINCH", "SIGWINCH");
  expect(told).toEqual([{ height: 1000, width: 1000 }]);
});

test("WindowFollower does not mind a container that is gone, nor a terminal that is", () => {
  using pty = new PseudoTerminal();
  setWindowSize(pty.master, { height: 24, width: 80 });
  const resize = (): never => {
    throw new ContainerStateError("gone");
  };
  using slave = pty.openSlave();
  using _follower = new WindowFollower(slave, { resize });
  pty.master.close();
  process.emit("SIGWINCH", "SIGWINCH");
});

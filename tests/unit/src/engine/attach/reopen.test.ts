// Tests of src/engine/attach/reopen.ts, with every kind of file that a shell hands out.
import { expect, test } from "bun:test";
import { F_GETFL, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { makeFifo, open } from "../../../../../ffi/file.ts";
import { writeAll } from "../../../../../ffi/io.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { memoryFile } from "../../../../../ffi/memory-file.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { isTerminal } from "../../../../../ffi/terminal.ts";
import { reopenNonBlocking } from "../../../../../src/engine/attach/reopen.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { availableIn, bytesOf } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";

test("reopenNonBlocking() opens both ends of a pipe, and leaves the ends as they are", () => {
  using ends = pipe();
  using reader = reopenNonBlocking(ends.readEnd, O_RDONLY);
  using writer = reopenNonBlocking(ends.writeEnd, O_WRONLY);
  if (reader === undefined || writer === undefined) return expect.unreachable();
  writeAll(writer, bytesOf("through"));
  expect(availableIn(reader)).toBe("through");
  expect([reader, writer, ends.readEnd, ends.writeEnd].map(isNonBlocking)).toEqual([true, true, false, false]);
});

test("reopenNonBlocking() opens a named pipe and a terminal", () => {
  using directory = new TemporaryDirectory();
  makeFifo(directory.at("fifo"), 0o600);
  using fifo = open(directory.at("fifo"), O_RDWR);
  using again = reopenNonBlocking(fifo, O_RDONLY);
  expect(again !== undefined && isNonBlocking(again)).toBe(true);
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  using terminal = reopenNonBlocking(slave, O_RDONLY);
  expect(terminal !== undefined && isNonBlocking(terminal) && isTerminal(terminal)).toBe(true);
  expect(isNonBlocking(slave)).toBe(false);
});

test("reopenNonBlocking() has no second opening for what is no pipe nor terminal, or would be another one", () => {
  using file = memoryFile("file", bytesOf("content"));
  using nothing = open("/dev/null", O_RDWR);
  using master = open("/dev/ptmx", O_RDWR);
  const [socket, other] = socketPair(SOCK_STREAM);
  using _socket = socket;
  using _other = other;
  for (const fd of [file, nothing, master, socket]) expect(reopenNonBlocking(fd, O_RDONLY)).toBeUndefined();
});

test("reopenNonBlocking() has none for a named pipe that nobody reads any more", () => {
  using directory = new TemporaryDirectory();
  makeFifo(directory.at("fifo"), 0o600);
  using reader = open(directory.at("fifo"), O_RDONLY | O_NONBLOCK);
  using writer = open(directory.at("fifo"), O_WRONLY);
  reader.close();
  expect(reopenNonBlocking(writer, O_WRONLY)).toBeUndefined();
});

function isNonBlocking(fd: Fd): boolean {
  return (libc.fcntl(fd.number, F_GETFL, 0) & O_NONBLOCK) !== 0;
}

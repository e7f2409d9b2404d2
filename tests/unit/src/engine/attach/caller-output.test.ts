// Tests of src/engine/attach/caller-output.ts, with pipes, files, sockets and terminals, full and abandoned ones.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { EPOLLIN, O_CREAT, O_RDWR, O_WRONLY, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import { ENOSPC, SystemError } from "../../../../../ffi/errno.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { open } from "../../../../../ffi/file.ts";
import { read, writeAll } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { makeRaw } from "../../../../../ffi/terminal.ts";
import { CallerOutput } from "../../../../../src/engine/attach/caller-output.ts";
import { ready } from "../../../../../src/waiting/ready.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf, countingBytes } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";

const NEVER = new AbortController().signal;
const BYTES = countingBytes(1_000_000);

test("CallerOutput.write() gets everything through a pipe that is read slowly", async () => {
  using ends = pipe();
  using output = new CallerOutput(ends.writeEnd);
  const [taken, received] = await Promise.all([output.write(BYTES, NEVER), receive(ends.readEnd, BYTES.length)]);
  expect([taken, received.equals(BYTES)]).toEqual([true, true]);
});

test("CallerOutput.write() gets everything through a socket", async () => {
  const [ours, theirs] = socketPair(SOCK_STREAM);
  using _ours = ours;
  using _theirs = theirs;
  using output = new CallerOutput(theirs);
  const [taken, received] = await Promise.all([output.write(BYTES, NEVER), receive(ours, BYTES.length)]);
  expect([taken, received.equals(BYTES)]).toEqual([true, true]);
});

test("CallerOutput.write() gets everything through a terminal", async () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  makeRaw(slave);
  using output = new CallerOutput(slave);
  const some = BYTES.subarray(0, 50_000);
  const [taken, received] = await Promise.all([output.write(some, NEVER), receive(pty.master, some.length)]);
  expect([taken, received.equals(some)]).toEqual([true, true]);
});

test("CallerOutput.write() gets everything through a terminal that cannot be opened again", async () => {
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  makeRaw(slave);
  using output = new CallerOutput(pty.master);
  const some = BYTES.subarray(0, 1000);
  expect(await output.write(some, NEVER)).toBe(true);
  expect((await receive(slave, some.length)).equals(some)).toBe(true);
});

test("CallerOutput.write() writes to a file at the place that is shared with others", async () => {
  using directory = new TemporaryDirectory();
  using file = open(directory.at("file"), O_WRONLY | O_CREAT, 0o600);
  writeAll(file, bytesOf("before "));
  using output = new CallerOutput(file);
  await output.write(bytesOf("between "), NEVER);
  writeAll(file, bytesOf("after"));
  expect(readFileSync(directory.at("file"), "latin1")).toBe("before between after");
});

test("CallerOutput.write() says that nobody takes it: a pipe, a socket, a terminal", async () => {
  const abandoned: ((use: (fd: Fd) => Promise<void>) => Promise<void>)[] = [
    async (use) => {
      using ends = pipe();
      ends.readEnd.close();
      await use(ends.writeEnd);
    },
    async (use) => {
      const [ours, theirs] = socketPair(SOCK_STREAM);
      ours.close();
      using _theirs = theirs;
      await use(theirs);
    },
  ];
  for (const one of abandoned) {
    await one(async (fd) => {
      using output = new CallerOutput(fd);
      expect(await output.write(BYTES, NEVER)).toBe(false);
    });
  }
  using pty = new PseudoTerminal();
  using slave = pty.openSlave();
  using output = new CallerOutput(slave);
  pty.master.close();
  expect(await output.write(BYTES, NEVER)).toBe(false);
});

test("CallerOutput.write() notices that the reader goes while it waits", async () => {
  using ends = pipe();
  using output = new CallerOutput(ends.writeEnd);
  const writing = output.write(BYTES, NEVER);
  ends.readEnd.close();
  expect(await writing).toBe(false);
});

test("CallerOutput.write() ends with the signal, and leaves nothing open", async () => {
  using ends = pipe();
  const before = openFiles("self").size;
  const controller = new AbortController();
  {
    using output = new CallerOutput(ends.writeEnd);
    const writing = output.write(BYTES, controller.signal);
    controller.abort(new Error("written enough"));
    await expect(writing).rejects.toThrow("written enough");
  }
  expect(openFiles("self").size).toBe(before);
});

test("CallerOutput.write() says what cannot be written", async () => {
  using full = open("/dev/full", O_RDWR);
  using output = new CallerOutput(full);
  await expect(output.write(BYTES, NEVER)).rejects.toThrow(new SystemError("write", ENOSPC));
});

async function receive(from: Fd, length: number): Promise<Buffer> {
  const all = Buffer.alloc(length);
  const buffer = new Uint8Array(new ArrayBuffer(10_000));
  for (let at = 0; at < length; ) {
    await ready(from, EPOLLIN);
    const count = read(from, buffer);
    all.set(buffer.subarray(0, count), at);
    at += count;
  }
  return all;
}

// Checks reading and writing: not ready, at the end, in pieces, and up to a limit.
import { expect, test } from "bun:test";
import { O_NONBLOCK, O_RDONLY } from "../../../ffi/constants.ts";
import { EAGAIN, EBADF, EISDIR, EPIPE, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { bytesReadable, NOT_READY, read, readToEnd, write, writeAll } from "../../../ffi/io.ts";
import { cString } from "../../../ffi/os-string.ts";
import { growPipe, pipe } from "../../../ffi/pipe.ts";
import { spawn } from "../../../ffi/spawn.ts";
import { exitOf } from "../../helpers/deadline.ts";
import { textFrom } from "./programs.ts";

const MISSING = new Fd(1_000_000);
const buffer = new Uint8Array(new ArrayBuffer(64));

test("read() and write() move bytes", () => {
  using ends = pipe();
  expect(write(ends.writeEnd, bytesOf("hello"))).toBe(5);
  expect(read(ends.readEnd, buffer.subarray(0, 3))).toBe(3);
  expect(read(ends.readEnd, buffer.subarray(3))).toBe(2);
  expect(Buffer.from(buffer).toString("latin1", 0, 5)).toBe("hello");
});

test("read() tells nothing just now from the end", () => {
  using ends = pipe(O_NONBLOCK);
  expect(read(ends.readEnd, buffer)).toBe(NOT_READY);
  ends.writeEnd.close();
  expect(read(ends.readEnd, buffer)).toBe(0);
});

test("write() says when there is no room", () => {
  using ends = pipe(O_NONBLOCK);
  const block = new Uint8Array(new ArrayBuffer(4096));
  let total = 0;
  for (let count = write(ends.writeEnd, block); count !== NOT_READY; count = write(ends.writeEnd, block))
    total += count;
  expect(total).toBe(bytesReadable(ends.readEnd));
  expect(() => writeAll(ends.writeEnd, block)).toThrow(new SystemError("write", EAGAIN));
});

test("write() of nothing does nothing", () => {
  expect(write(MISSING, bytesOf(""))).toBe(0);
  writeAll(MISSING, bytesOf(""));
});

test("read() and write() throw what the kernel says", () => {
  expect(() => read(MISSING, buffer)).toThrow(new SystemError("read", EBADF));
  expect(() => write(MISSING, buffer)).toThrow(new SystemError("write", EBADF));
  using directory = open("/", O_RDONLY);
  expect(() => read(directory, buffer)).toThrow(new SystemError("read", EISDIR));
  using ends = pipe();
  ends.readEnd.close();
  expect(() => write(ends.writeEnd, buffer)).toThrow(new SystemError("write", EPIPE));
});

test("writeAll() gets everything through a pipe that is too small for it", () => {
  const content = new Uint8Array(new ArrayBuffer(300_000)).map((_, index) => index * 7);
  using input = pipe();
  using output = pipe();
  growPipe(input.writeEnd, 4096);
  const fds = new Map([
    [0, input.readEnd],
    [1, output.writeEnd],
  ]);
  const pid = spawn("/usr/bin/cksum", { argv: [cString("cksum")], env: [], fds });
  writeAll(input.writeEnd, content);
  input.writeEnd.close();
  output.writeEnd.close();
  const sum = textFrom(output.readEnd);
  expect(exitOf(pid, "cksum")).toEqual({ code: 0 });
  expect(sum).toBe(Bun.spawnSync(["cksum"], { stdin: content }).stdout.toString());
});

test("readToEnd() reads whatever there is", () => {
  for (const length of [0, 1, 4095, 4096, 4097, 50_000]) {
    using ends = pipe();
    const content = new Uint8Array(new ArrayBuffer(length)).map((_, index) => index * 3);
    writeAll(ends.writeEnd, content);
    ends.writeEnd.close();
    expect(Buffer.compare(readToEnd(ends.readEnd), content)).toBe(0);
  }
});

test("readToEnd() stops at its limit and leaves the rest", () => {
  for (const limit of [0, 1, 4096, 5000]) {
    using ends = pipe();
    writeAll(ends.writeEnd, new Uint8Array(new ArrayBuffer(10_000)));
    expect(readToEnd(ends.readEnd, limit).length).toBe(limit);
    expect(bytesReadable(ends.readEnd)).toBe(10_000 - limit);
  }
});

test("readToEnd() does not take a descriptor that has nothing just now for ended", () => {
  using ends = pipe(O_NONBLOCK);
  write(ends.writeEnd, bytesOf("part"));
  expect(() => readToEnd(ends.readEnd)).toThrow(new SystemError("read", EAGAIN));
});

test("bytesReadable() counts what waits", () => {
  using ends = pipe();
  expect(bytesReadable(ends.readEnd)).toBe(0);
  write(ends.writeEnd, bytesOf("12345"));
  expect(bytesReadable(ends.readEnd)).toBe(5);
  expect(() => bytesReadable(MISSING)).toThrow(new SystemError("ioctl", EBADF));
});

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

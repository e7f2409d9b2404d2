// Checks descriptors with an owner.
import { expect, test } from "bun:test";
import { F_GETFD, F_GETFL, FD_CLOEXEC, O_NONBLOCK, O_RDONLY } from "../../../ffi/constants.ts";
import { EBADF, EMFILE, SystemError } from "../../../ffi/errno.ts";
import { duplicate, Fd, placeAt, setCloseOnExec, setNonBlocking } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { libc } from "../../../ffi/libc.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { openFiles } from "../../helpers/processes.ts";
import { leftOpenBy } from "./leaks.ts";

const MISSING = new Fd(1_000_000);

test("Fd closes its descriptor once", () => {
  const fd = open("/", O_RDONLY);
  const number = fd.number;
  expect(openFiles("self").has(number)).toBe(true);
  fd.close();
  expect([fd.closed, openFiles("self").has(number)]).toEqual([true, false]);

  using successor = open("/", O_RDONLY);
  expect(successor.number).toBe(number);
  fd.close();
  fd[Symbol.dispose]();
  expect(openFiles("self").has(number)).toBe(true);
});

test("Fd is closed at the end of its block", () => {
  expect(
    leftOpenBy(() => {
      using _fd = open("/", O_RDONLY);
    }),
  ).toEqual([]);
});

test("Fd.number throws after close", () => {
  const fd = open("/", O_RDONLY);
  fd.close();
  expect(() => fd.number).toThrow("descriptor used after close");
  expect(() => fd.release()).toThrow("descriptor used after close");
});

test("Fd.close() takes an error of close(2) as done", () => {
  const fd = new Fd(1_000_000);
  fd.close();
  expect(fd.closed).toBe(true);
});

test("release() gives the number away", () => {
  const fd = open("/", O_RDONLY);
  const number = fd.release();
  fd.close();
  expect([fd.closed, openFiles("self").has(number)]).toEqual([true, true]);
  new Fd(number).close();
});

test("duplicate() makes another number for the same file, close-on-exec", () => {
  using first = open("/", O_RDONLY);
  using second = duplicate(first, 200);
  expect(second.number).toBeGreaterThanOrEqual(200);
  expect(libc.fcntl(second.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect(openFiles("self").get(second.number)).toBe("/");
  using third = duplicate(first);
  expect(third.number).toBeGreaterThanOrEqual(3);
});

test("duplicate() throws for what is not open, and for too many", () => {
  expect(() => duplicate(MISSING)).toThrow(new SystemError("fcntl", EBADF));
  using fd = open("/", O_RDONLY);
  expect(() => duplicate(fd, 2 ** 31 - 1)).toThrow(SystemError);
  expect(EMFILE).toBe(24);
});

test("setNonBlocking() sets the one flag", () => {
  using ends = pipe();
  const before = libc.fcntl(ends.readEnd.number, F_GETFL, 0);
  setNonBlocking(ends.readEnd);
  setNonBlocking(ends.readEnd);
  expect(libc.fcntl(ends.readEnd.number, F_GETFL, 0)).toBe(before | O_NONBLOCK);
  expect(() => setNonBlocking(MISSING)).toThrow(new SystemError("fcntl", EBADF));
});

test("setCloseOnExec() sets the flag and placeAt() clears it", () => {
  using fd = open("/", O_RDONLY);
  placeAt(fd, fd.number);
  expect(libc.fcntl(fd.number, F_GETFD, 0)).toBe(0);
  setCloseOnExec(fd);
  setCloseOnExec(fd);
  expect(libc.fcntl(fd.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect(() => setCloseOnExec(MISSING)).toThrow(new SystemError("fcntl", EBADF));
});

test("placeAt() puts a file under another number, and closes what was there", () => {
  using ends = pipe();
  using target = open("/", O_RDONLY);
  placeAt(ends.readEnd, target.number);
  const files = openFiles("self");
  expect(files.get(target.number)).toBe(files.get(ends.readEnd.number));
  expect(libc.fcntl(target.number, F_GETFD, 0)).toBe(0);
  expect(() => placeAt(MISSING, target.number)).toThrow(new SystemError("dup2", EBADF));
});

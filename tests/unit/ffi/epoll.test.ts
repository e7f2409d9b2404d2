// Checks which descriptors epoll reports, and under which tokens.
import { expect, test } from "bun:test";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
} from "../../../ffi/constants.ts";
import { Epoll } from "../../../ffi/epoll.ts";
import { EBADF, EEXIST, ENOENT, EPERM, SystemError } from "../../../ffi/errno.ts";
import { eventFd } from "../../../ffi/event.ts";
import { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { read, write } from "../../../ffi/io.ts";
import { type Pipe, pipe } from "../../../ffi/pipe.ts";
import { leftOpenBy } from "./leaks.ts";
import { SignalStorm } from "./signal-storm.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

test("wait() reports what is ready, by token", () => {
  using epoll = new Epoll();
  using first = pipe();
  using second = pipe();
  epoll.add(first.readEnd, EPOLLIN, 7);
  epoll.add(second.readEnd, EPOLLIN, 0xffff_fffe);
  expect(ready(epoll)).toEqual([]);
  write(second.writeEnd, Uint8Array.of(1));
  expect(ready(epoll)).toEqual([[0xffff_fffe, EPOLLIN]]);
  write(first.writeEnd, Uint8Array.of(1));
  expect(new Map(ready(epoll))).toEqual(
    new Map([
      [7, EPOLLIN],
      [0xffff_fffe, EPOLLIN],
    ]),
  );
});

test("wait() reports again what has not been dealt with", () => {
  using epoll = new Epoll();
  using ends = pipe();
  epoll.add(ends.readEnd, EPOLLIN, 1);
  write(ends.writeEnd, Uint8Array.of(1));
  expect([ready(epoll), ready(epoll)]).toEqual([[[1, EPOLLIN]], [[1, EPOLLIN]]]);
  read(ends.readEnd, new Uint8Array(new ArrayBuffer(8)));
  expect(ready(epoll)).toEqual([]);
});

test("wait() reports errors and hang-ups unasked", () => {
  using epoll = new Epoll();
  using first = pipe();
  using second = pipe();
  epoll.add(first.readEnd, 0, 1);
  first.writeEnd.close();
  expect(ready(epoll)).toEqual([[1, EPOLLHUP]]);
  epoll.remove(first.readEnd);
  epoll.add(second.writeEnd, EPOLLOUT, 2);
  second.readEnd.close();
  expect(ready(epoll)).toEqual([[2, EPOLLOUT | EPOLLERR]]);
});

test("modify() changes events and token, remove() ends it", () => {
  using epoll = new Epoll();
  using ends = pipe();
  epoll.add(ends.writeEnd, 0, 1);
  expect(ready(epoll)).toEqual([]);
  epoll.modify(ends.writeEnd, EPOLLOUT, 2);
  expect(ready(epoll)).toEqual([[2, EPOLLOUT]]);
  epoll.remove(ends.writeEnd);
  expect(ready(epoll)).toEqual([]);
});

test("wait() hands on more events than fit into one batch, in turns", () => {
  using epoll = new Epoll();
  const pipes: Pipe[] = Array.from({ length: 150 }, () => pipe(O_NONBLOCK));
  for (const [token, { readEnd, writeEnd }] of pipes.entries()) {
    epoll.add(readEnd, EPOLLIN, token);
    write(writeEnd, Uint8Array.of(1));
  }
  const seen = new Set<number>();
  for (let turn = 0; turn < 10; turn++) for (const [token] of ready(epoll)) seen.add(token);
  expect(seen.size).toBe(150);
  for (const ends of pipes) ends[Symbol.dispose]();
});

test("wait() returns 0 when its time is up, and when a signal interrupts it", () => {
  using epoll = new Epoll();
  expect(epoll.wait(1, unexpected)).toBe(0);
  using _storm = new SignalStorm();
  const start = performance.now();
  expect(epoll.wait(10_000, unexpected)).toBe(0);
  expect(performance.now() - start).toBeLessThan(9_000);
});

test("Epoll throws what the kernel says", () => {
  using directory = new TemporaryDirectory();
  using file = open(directory.at("file"), O_RDWR | O_CREAT, 0o600);
  using epoll = new Epoll();
  using ends = pipe();
  expect(() => epoll.add(file, EPOLLIN, 1)).toThrow(new SystemError("epoll_ctl", EPERM));
  expect(() => epoll.add(new Fd(1_000_000), EPOLLIN, 1)).toThrow(new SystemError("epoll_ctl", EBADF));
  expect(() => epoll.remove(ends.readEnd)).toThrow(new SystemError("epoll_ctl", ENOENT));
  epoll.add(ends.readEnd, EPOLLIN, 1);
  expect(() => epoll.add(ends.readEnd, EPOLLIN, 2)).toThrow(new SystemError("epoll_ctl", EEXIST));
});

test("Epoll closes its descriptor and cannot be used afterwards", () => {
  expect(leftOpenBy(() => new Epoll()[Symbol.dispose]())).toEqual([]);
  const epoll = new Epoll();
  epoll[Symbol.dispose]();
  epoll[Symbol.dispose]();
  expect(() => epoll.wait(0, unexpected)).toThrow("used after close");
});

test("wait() keeps its memory through collections", () => {
  using epoll = new Epoll();
  using event = eventFd();
  using _other = open("/", O_RDONLY);
  epoll.add(event, EPOLLIN | EPOLLOUT, 0x1234_5678);
  let wrong = 0;
  for (let round = 0; round < 20_000; round++) {
    epoll.wait(0, (token, events) => {
      if (token !== 0x1234_5678 || events !== EPOLLOUT) wrong++;
    });
    if (round % 5000 === 0) Bun.gc(true);
  }
  expect(wrong).toBe(0);
});

function ready(epoll: Epoll): [token: number, events: number][] {
  const events: [number, number][] = [];
  expect(epoll.wait(0, (token, bits) => void events.push([token, bits]))).toBe(events.length);
  return events;
}

function unexpected(): void {
  throw new Error("nothing was to be ready");
}

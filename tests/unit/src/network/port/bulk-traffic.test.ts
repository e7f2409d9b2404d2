// Checks whose send buffer is small, by the marks that the kernel keeps: a size of one's own is one.
import { expect, test } from "bun:test";
import { SO_BUF_LOCK, SO_SNDBUF, SOCK_STREAM, SOL_SOCKET } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { BulkTraffic } from "../../../../../src/network/port/bulk-traffic.ts";

function option(socket: Fd, name: number): number {
  const value = new Int32Array(new ArrayBuffer(4));
  const length = Int32Array.of(4);
  libc.getsockopt(socket.number, SOL_SOCKET, name, value, length);
  return value[0] ?? 0;
}

const isLimited = (socket: Fd): boolean => option(socket, SO_BUF_LOCK) !== 0;

test("begin() limits a sink that is alone, until a second one comes", () => {
  const [first, second] = socketPair(SOCK_STREAM);
  using _first = first;
  using _second = second;
  const bulk = new BulkTraffic();
  bulk.begin(first, "alone");
  expect(isLimited(first)).toBe(true);
  expect(option(first, SO_SNDBUF)).toBe(256 * 1024);
  bulk.begin(second, "alone");
  expect(bulk.directions).toBe(2);
  expect([first, second].map(isLimited)).toEqual([false, false]);
});

test("begin() frees a sink that was limited when it was alone", () => {
  const [first, second] = socketPair(SOCK_STREAM);
  using _first = first;
  using _second = second;
  const bulk = new BulkTraffic();
  bulk.begin(first, "alone");
  bulk.end(first);
  bulk.begin(second, "alone");
  bulk.begin(first, "alone");
  expect([first, second].map(isLimited)).toEqual([false, false]);
});

test("begin() always limits who is to be, and never who is not", () => {
  const [first, second] = socketPair(SOCK_STREAM);
  using _first = first;
  using _second = second;
  const bulk = new BulkTraffic();
  bulk.begin(first, "never");
  bulk.begin(second, "always");
  bulk.begin(first, "never");
  expect([first, second].map(isLimited)).toEqual([false, true]);
});

test("end() forgets a sink, which may be closed then", () => {
  const [first, second] = socketPair(SOCK_STREAM);
  using _second = second;
  const bulk = new BulkTraffic();
  bulk.begin(first, "alone");
  bulk.end(first);
  first.close();
  expect(bulk.directions).toBe(0);
  bulk.begin(second, "alone");
  expect(isLimited(second)).toBe(true);
});

test("inSmallPieces() judges by the mean of what has passed since it was asked before", () => {
  const bulk = new BulkTraffic();
  expect(bulk.inSmallPieces()).toBe(false);
  bulk.passed(100 * 1024);
  expect(bulk.inSmallPieces()).toBe(true);
  expect(bulk.inSmallPieces()).toBe(false);
  bulk.passed(100 * 1024);
  bulk.passed(200 * 1024);
  expect(bulk.inSmallPieces()).toBe(false);
});

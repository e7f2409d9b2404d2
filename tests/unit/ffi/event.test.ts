// Checks counters that can be waited for.
import { expect, test } from "bun:test";
import { F_GETFD, FD_CLOEXEC } from "../../../ffi/constants.ts";
import { eventFd } from "../../../ffi/event.ts";
import { NOT_READY, read, write } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { leftOpenBy } from "./leaks.ts";

test("eventFd() counts what is written until it is read", () => {
  using event = eventFd();
  const count = new Uint8Array(new ArrayBuffer(8));
  expect(read(event, count)).toBe(NOT_READY);
  expect(write(event, Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0))).toBe(8);
  expect(write(event, Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0))).toBe(8);
  expect(read(event, count)).toBe(8);
  expect(count).toEqual(Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0));
  expect(read(event, count)).toBe(NOT_READY);
});

test("eventFd() is close-on-exec and is closed by its owner", () => {
  using event = eventFd();
  expect(libc.fcntl(event.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect(leftOpenBy(() => eventFd().close())).toEqual([]);
});

// Checks waiting for one descriptor.
import { expect, test } from "bun:test";
import { O_NONBLOCK, POLLIN, POLLOUT } from "../../../ffi/constants.ts";
import { NOT_READY, write } from "../../../ffi/io.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { pause, waitReady } from "../../../ffi/poll.ts";
import { startTimer, timerFd } from "../../../ffi/timer.ts";
import { SignalStorm } from "./signal-storm.ts";

test("waitReady() says whether a descriptor is ready", () => {
  using ends = pipe(O_NONBLOCK);
  expect([waitReady(ends.readEnd, POLLIN, 0), waitReady(ends.writeEnd, POLLOUT, 0)]).toEqual([false, true]);
  const block = new Uint8Array(new ArrayBuffer(4096));
  while (write(ends.writeEnd, block) !== NOT_READY);
  expect([waitReady(ends.readEnd, POLLIN, 0), waitReady(ends.writeEnd, POLLOUT, 1)]).toEqual([true, false]);
});

test("waitReady() takes a hang-up and an error for ready", () => {
  using first = pipe();
  first.writeEnd.close();
  expect(waitReady(first.readEnd, POLLIN, -1)).toBe(true);
  using second = pipe();
  second.readEnd.close();
  expect(waitReady(second.writeEnd, 0, -1)).toBe(true);
});

test("waitReady() waits on when signals interrupt it", () => {
  using timer = timerFd();
  using _storm = new SignalStorm();
  startTimer(timer, 30);
  expect(waitReady(timer, POLLIN, 10_000)).toBe(true);
});

test("pause() lets the time pass", () => {
  const before = performance.now();
  pause(2.5);
  expect(performance.now() - before).toBeGreaterThanOrEqual(2.5);
});

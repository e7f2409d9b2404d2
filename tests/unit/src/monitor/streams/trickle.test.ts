// Checks what is taken for output in small pieces.
import { afterEach, beforeEach, expect, test } from "bun:test";
import { libc } from "../../../../../ffi/libc.ts";
import { Trickle } from "../../../../../src/monitor/streams/trickle.ts";

const KILOBYTE = 1024;
const { clock_gettime } = libc;
/** Microseconds on the clock. */
let now = 0;

beforeEach(() => {
  now = 0;
  libc.clock_gettime = (_clock, time) => {
    if (time instanceof Uint8Array) new DataView(time.buffer).setUint32(8, now * 1000, true);
    return 0;
  };
});

afterEach(() => {
  libc.clock_gettime = clock_gettime;
});

function cameAt(trickle: Trickle, microseconds: number, length: number): boolean {
  now = microseconds;
  return trickle.came(length);
}

test("Trickle.came() says yes to a small read right after another", () => {
  const trickle = new Trickle();
  expect(cameAt(trickle, 1000, 80)).toBe(false);
  expect(cameAt(trickle, 1010, 80)).toBe(true);
  expect(cameAt(trickle, 1020, 16 * KILOBYTE - 1)).toBe(true);
});

test("Trickle.came() says no to one that comes by itself", () => {
  const trickle = new Trickle();
  expect(cameAt(trickle, 1000, 80)).toBe(false);
  expect(cameAt(trickle, 1050, 80)).toBe(false);
  expect(cameAt(trickle, 2000, 80)).toBe(false);
});

test("Trickle.came() says no to much", () => {
  const trickle = new Trickle();
  expect(cameAt(trickle, 1000, 80)).toBe(false);
  expect(cameAt(trickle, 1001, 16 * KILOBYTE)).toBe(false);
});

// Checks copying between buffers, and that it never leaves them.
import { expect, test } from "bun:test";
import { copyBytes } from "../../../ffi/copy.ts";

test("copyBytes() copies the bytes that were asked for, and no others", () => {
  const from = Uint8Array.of(1, 2, 3, 4, 5);
  const to = new Uint8Array(new ArrayBuffer(6));
  copyBytes(from, 1, to, 2, 3);
  expect(to).toEqual(Uint8Array.of(0, 0, 2, 3, 4, 0));
  copyBytes(from, 0, to, 1, 5);
  expect(to).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 5));
  copyBytes(from.subarray(3), 1, to.subarray(2), 0, 1);
  expect(to).toEqual(Uint8Array.of(0, 1, 5, 3, 4, 5));
});

test("copyBytes() of nothing does nothing, between empty buffers too", () => {
  const empty = new Uint8Array(new ArrayBuffer(0));
  copyBytes(empty, 0, empty, 0, 0);
  copyBytes(Uint8Array.of(1), 1, empty, 0, 0);
});

test("copyBytes() refuses what does not fit", () => {
  const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(new ArrayBuffer(4));
  for (const [fromIndex, toIndex, length] of [
    [0, 0, 5],
    [1, 0, 4],
    [0, 1, 4],
    [-1, 0, 1],
    [0, -1, 1],
    [0, 0, -1],
    [5, 0, 1],
  ] as const) {
    expect(() => copyBytes(bytes(), fromIndex, bytes(), toIndex, length)).toThrow(RangeError);
  }
});

test("copyBytes() stays right over tens of thousands of calls and collections", () => {
  let wrong = 0;
  for (let round = 0; round < 50_000; round++) {
    const from = new Uint8Array(new ArrayBuffer(32)).fill(round);
    const to = new Uint8Array(new ArrayBuffer(32));
    copyBytes(from, 0, to, 0, 32);
    if (to[0] !== (round & 0xff) || to[31] !== (round & 0xff)) wrong++;
    if (round % 10_000 === 0) Bun.gc(true);
  }
  expect(wrong).toBe(0);
});

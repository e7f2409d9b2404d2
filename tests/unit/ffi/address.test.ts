// Checks addresses of our own memory.
import { expect, test } from "bun:test";
import { addressOf, holdUntilHere } from "../../../ffi/address.ts";
import { libc } from "../../../ffi/libc.ts";
import { makeGarbage } from "./garbage.ts";

test("addressOf() gives the address of a buffer's first byte", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const copy = new Uint8Array(new ArrayBuffer(2));
  libc.memcpy(addressOf(copy), addressOf(bytes.subarray(1)), 2);
  expect(copy).toEqual(Uint8Array.of(2, 3));
  expect(addressOf(bytes.subarray(3)) - addressOf(bytes)).toBe(3);
});

test("addressOf() refuses an empty buffer", () => {
  expect(() => addressOf(new Uint8Array(new ArrayBuffer(0)))).toThrow(RangeError);
});

test("holdUntilHere() keeps buffers in place of which only addresses are used", () => {
  const copy = new Uint8Array(new ArrayBuffer(64));
  let wrong = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = new Uint8Array(new ArrayBuffer(64)).fill(round);
    const address = addressOf(bytes);
    if (round % 100 === 0) makeGarbage();
    if (round % 1000 === 0) Bun.gc(true);
    libc.memcpy(addressOf(copy), address, 64);
    holdUntilHere(bytes);
    if (copy[0] !== (round & 0xff) || copy[63] !== (round & 0xff)) wrong++;
  }
  expect(wrong).toBe(0);
});

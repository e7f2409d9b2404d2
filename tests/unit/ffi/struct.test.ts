// Checks the layout rules of C structs, their values, and the life of what they point to.
import { expect, test } from "bun:test";
import { addressOf } from "../../../ffi/address.ts";
import { libc } from "../../../ffi/libc.ts";
import { defineStruct } from "../../../ffi/struct.ts";
import { makeGarbage } from "./garbage.ts";

const Mixed = defineStruct({
  a: "u8",
  b: "u16",
  c: "i16",
  d: "u32",
  e: "i32",
  f: { bytes: 3 },
  g: "i64",
  h: "u64",
  i: "pointer",
  j: "u8",
});

test("defineStruct() aligns fields and size as C does", () => {
  expect(Mixed.offsets).toEqual({ a: 0, b: 2, c: 4, d: 8, e: 12, f: 16, g: 24, h: 32, i: 40, j: 48 });
  expect(Mixed.size).toBe(56);
});

test("defineStruct() leaves no room between packed fields", () => {
  const packed = defineStruct({ a: "u8", b: "u32", c: "u64" }, { packed: true });
  expect([packed.size, packed.offsets]).toEqual([13, { a: 0, b: 1, c: 5 }]);
  expect(packed.create().set("b", 0x01020304).set("c", 7).bytes).toEqual(
    Uint8Array.of(0, 4, 3, 2, 1, 7, 0, 0, 0, 0, 0, 0, 0),
  );
});

test("create() makes a zeroed struct in memory of its own, or a view", () => {
  expect(Mixed.create().bytes).toEqual(new Uint8Array(56));
  const memory = new Uint8Array(new ArrayBuffer(64));
  const view = Mixed.create(memory.subarray(8)).set("a", 5);
  expect(memory[8]).toBe(5);
  memory[8] = 6;
  expect(view.get("a")).toBe(6);
});

test("get() returns what set() has stored, to the limits of each type", () => {
  const limits = {
    a: [0, 255],
    b: [0, 65535],
    c: [-32768, 32767],
    d: [0, 2 ** 32 - 1],
    e: [-(2 ** 31), 2 ** 31 - 1],
    g: [-(2 ** 53), -(2 ** 32), -(2 ** 32) - 1, -1, 0, 1, 2 ** 32, 2 ** 53],
    h: [0, 2 ** 32 - 1, 2 ** 32, 2 ** 53],
    j: [0, 255],
  } as const;
  const value = Mixed.create();
  for (const name of ["a", "b", "c", "d", "e", "g", "h", "j"] as const) {
    expect(limits[name].map((number) => value.set(name, number).get(name))).toEqual([...limits[name]]);
    value.set(name, 0);
  }
  expect(value.bytes).toEqual(new Uint8Array(56));
});

test("set() touches no other field", () => {
  const value = Mixed.create();
  value.bytes.fill(0xff);
  value.set("c", 0);
  expect(Array.from(value.bytes.entries()).filter(([, byte]) => byte === 0)).toEqual([
    [4, 0],
    [5, 0],
  ]);
});

test("get() and set() refuse a run of bytes", () => {
  expect(() => Mixed.create().get("f")).toThrow(TypeError);
  expect(() => Mixed.create().set("f", 1)).toThrow(TypeError);
});

test("point() stores an address", () => {
  const target = Uint8Array.of(1, 2, 3);
  expect(Mixed.create().point("i", target).get("i")).toBe(addressOf(target));
  expect(() => Mixed.create().point("i", new Uint8Array(new ArrayBuffer(0)))).toThrow(RangeError);
});

test("point() keeps its target as long as the bytes of the struct", () => {
  const structs = Array.from({ length: 5000 }, (_, index) => pointingTo(index));
  Bun.gc(true);
  for (let round = 0; round < 200; round++) makeGarbage();
  Bun.gc(true);
  const copy = new Uint8Array(new ArrayBuffer(32));
  const wrong = structs.filter((bytes, index) => {
    libc.memcpy(addressOf(copy), Mixed.create(bytes).get("i"), 32);
    return copy.some((byte) => byte !== (index & 0x7f));
  });
  expect(wrong).toHaveLength(0);
});

/** The view is lost here, and only the bytes stay. */
function pointingTo(index: number): Uint8Array<ArrayBuffer> {
  return Mixed.create().point("i", new Uint8Array(new ArrayBuffer(32)).fill(index & 0x7f)).bytes;
}

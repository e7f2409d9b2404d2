// Checks the bounds and the alignment under the decoder.
import { expect, test } from "bun:test";
import { ByteReader } from "../../../../../../src/engine/cgroup/dbus/byte-reader.ts";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";

test("ByteReader takes bytes and aligned numbers in order", () => {
  const reader = new ByteReader(Uint8Array.of(9, 0, 0, 0, 1, 2, 0, 0, 5), true);
  expect([...reader.take(1)]).toEqual([9]);
  expect(reader.uint32()).toBe(0x0201);
  expect(reader.number(1, (view, at) => view.getInt8(at))).toBe(5);
  expect(reader.at).toBe(9);
});

test("ByteReader reads big-endian numbers", () => {
  expect(new ByteReader(Uint8Array.of(0, 0, 1, 2), false).uint32()).toBe(0x0102);
});

test("ByteReader does not go beyond the end, and stays where it was", () => {
  const reader = new ByteReader(Uint8Array.of(1, 2, 3), true);
  expect(() => reader.take(4)).toThrow(new DbusProtocolError("4 bytes are needed at byte 0, of 3 in all"));
  expect([...reader.take(3)]).toEqual([1, 2, 3]);
  expect(() => reader.uint32()).toThrow("bytes are needed at byte 3, of 3 in all");
});

test("ByteReader refuses padding that is not zero", () => {
  const reader = new ByteReader(Uint8Array.of(1, 0, 7, 0, 1, 0, 0, 0), true);
  reader.take(1);
  expect(() => reader.align(4)).toThrow(new DbusProtocolError("Padding before byte 4 is not zero"));
});

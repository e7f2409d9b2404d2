// Checks the growing bytes under the encoder.
import { expect, test } from "bun:test";
import { ByteWriter } from "../../../../../../src/engine/cgroup/dbus/byte-writer.ts";

test("ByteWriter aligns with zeros, and puts a length in later", () => {
  const writer = new ByteWriter();
  writer.append(Uint8Array.of(1));
  const { at } = writer.number(4);
  expect([at, writer.length]).toEqual([4, 8]);
  writer.align(8);
  writer.append(Uint8Array.of(2));
  writer.align(8);
  writer.setLength(at, 0x01020304);
  expect(writer.bytes.toHex()).toBe("01000000040302010200000000000000");
});

test("ByteWriter grows, and its room stays zero", () => {
  const writer = new ByteWriter();
  const expected: number[] = [];
  for (let length = 0; length < 300; length++) {
    writer.append(new Uint8Array(length).fill(length & 0xff));
    writer.align(8);
    expected.push(...Array.from({ length }, () => length & 0xff));
    while (expected.length % 8 !== 0) expected.push(0);
  }
  expect(writer.bytes).toEqual(Uint8Array.from(expected));
});

test("ByteWriter.bytes is a copy that further writing does not change", () => {
  const writer = new ByteWriter();
  writer.append(Uint8Array.of(1, 2));
  const { bytes } = writer;
  writer.append(Uint8Array.of(3));
  expect([...bytes]).toEqual([1, 2]);
});

// Checks the encoding of journal fields against systemd's description of the protocol.
import { expect, test } from "bun:test";
import { concatenate, encodeField } from "../../../../src/logging/journal-entry.ts";
import { parseEntry } from "../../../helpers/journal-receiver.ts";
import { bytesOf, countingBytes, textOf } from "../bytes.ts";

test("encodeField() writes NAME=value", () => {
  expect(textOf(encodeField("MESSAGE", bytesOf("a=b")))).toBe("MESSAGE=a=b\n");
  expect(textOf(encodeField("EMPTY", new Uint8Array(0)))).toBe("EMPTY=\n");
});

test("encodeField() gives the length of a value with a newline", () => {
  expect(textOf(encodeField("MESSAGE", bytesOf("a\nb")))).toBe("MESSAGE\n\x03\0\0\0\0\0\0\0a\nb\n");
  const long = new Uint8Array(0x10203).fill(0x0a);
  expect([...encodeField("X", long).subarray(2, 10)]).toEqual([0x03, 0x02, 0x01, 0, 0, 0, 0, 0]);
});

test("encodeField() passes all bytes on", () => {
  const all = countingBytes(1024);
  expect(parseEntry(Buffer.from(encodeField("MESSAGE", all)))).toEqual([["MESSAGE", textOf(all)]]);
});

test("concatenate() joins any number of pieces", () => {
  expect(concatenate([]).length).toBe(0);
  expect(textOf(concatenate([bytesOf("a"), new Uint8Array(0), bytesOf("bc")]))).toBe("abc");
});

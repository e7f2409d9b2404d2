// Checks that bytes of the operating system survive as text.
import { expect, test } from "bun:test";
import { cString, decodeOsString, encodeOsString, splitCStrings } from "../../../ffi/os-string.ts";

test("decodeOsString() reads UTF-8", () => {
  for (const text of ["", "a", "grün", "日本", "🐚", "\ufeffa", "a\u0000b", "\ufffd", "\u{10ffff}", "\ud7ff\ue000"]) {
    expect(decodeOsString(Buffer.from(text))).toBe(text);
    expect(Buffer.from(encodeOsString(text))).toEqual(Buffer.from(text));
  }
});

test("decodeOsString() makes a lone surrogate of every byte that is not UTF-8, as PEP 383 does", () => {
  expect(decodeOsString(Uint8Array.of(0x61, 0xff, 0x62))).toBe("a\udcffb");
  expect(decodeOsString(Uint8Array.of(0x80))).toBe("\udc80");
  // Each as Python 3: bytes(…).decode("utf-8", "surrogateescape").
  expect(decodeOsString(Uint8Array.of(0xed, 0xa0, 0x80))).toBe("\udced\udca0\udc80");
  expect(decodeOsString(Uint8Array.of(0xc0, 0x80))).toBe("\udcc0\udc80");
  expect(decodeOsString(Uint8Array.of(0xf4, 0x90, 0x80, 0x80))).toBe("\udcf4\udc90\udc80\udc80");
  expect(decodeOsString(Uint8Array.of(0xe2, 0x82))).toBe("\udce2\udc82");
  expect(decodeOsString(Uint8Array.of(0xef, 0xbf, 0xbd, 0xff))).toBe("\ufffd\udcff");
  expect(decodeOsString(Uint8Array.of(0xef, 0xbb, 0xbf, 0xff))).toBe("\ufeff\udcff");
});

test("encodeOsString() turns every byte back, alone and beside any other", () => {
  const wrong: string[] = [];
  for (let first = 0; first < 256; first++) {
    for (let second = 0; second < 256; second++) {
      const bytes = Uint8Array.of(first, second);
      if (Buffer.compare(encodeOsString(decodeOsString(bytes)), bytes) !== 0)
        wrong.push(Buffer.from(bytes).toString("hex"));
    }
  }
  expect(wrong).toEqual([]);
});

test("encodeOsString() turns back random bytes, in any place of a larger buffer", () => {
  let seed = 1;
  for (let round = 0; round < 300; round++) {
    const bytes = new Uint8Array(40).map(() => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed >> 16;
    });
    const part = bytes.subarray(round % 7, 40 - (round % 5));
    expect(Buffer.compare(encodeOsString(decodeOsString(part)), part)).toBe(0);
  }
});

test("cString() ends with NUL and has none inside", () => {
  expect(cString("")).toEqual(Uint8Array.of(0));
  expect(cString("a\udcff")).toEqual(Uint8Array.of(0x61, 0xff, 0));
  expect(() => cString("a\0b")).toThrow(new TypeError('NUL byte in "a\\u0000b"'));
});

test("splitCStrings() keeps empty strings, and a last one without NUL", () => {
  const split = (text: string): string[] =>
    splitCStrings(new TextEncoder().encode(text)).map((bytes) => Buffer.from(bytes).toString());
  expect(split("")).toEqual([]);
  expect(split("\0")).toEqual([""]);
  expect(split("a\0\0bc\0")).toEqual(["a", "", "bc"]);
  expect(split("a\0bc")).toEqual(["a", "bc"]);
});

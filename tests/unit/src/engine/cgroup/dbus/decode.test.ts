// Checks the decoder: both byte orders, and that no bytes whatever make it do more than complain.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { decodeValues } from "../../../../../../src/engine/cgroup/dbus/decode.ts";
import { encodeValues } from "../../../../../../src/engine/cgroup/dbus/encode.ts";
import { LIBDBUS_BODY, LIBDBUS_SIGNATURE, LIBDBUS_VALUES } from "./libdbus-message.ts";
import { integer, randomTyped } from "./random-values.ts";

function decode(signature: string, hex: string, order: "little" | "big" = "little"): unknown {
  return decodeValues(signature, Uint8Array.fromHex(hex), order).values;
}

test("decodeValues() reads what libdbus writes", () => {
  expect(decode(LIBDBUS_SIGNATURE, LIBDBUS_BODY)).toEqual([...LIBDBUS_VALUES]);
});

test("decodeValues() reads big-endian values", () => {
  expect(decode("nqiuxt", "fffe0003fffffffc0000000500000000fffffffffffffffa0000000000000007", "big")).toEqual([
    -2,
    3,
    -4,
    5,
    -6n,
    7n,
  ]);
  expect(decode("das", "3ff800000000000000000006000000016100", "big")).toEqual([1.5, ["a"]]);
});

test("decodeValues() reads a view in the middle of a larger buffer", () => {
  const bytes = Uint8Array.fromHex("ff2a000000ff").subarray(1, 5);
  expect(decodeValues("u", bytes, "little")).toEqual({ values: [42], end: 4 });
});

test("decodeValues() refuses what is not of the type, and says where", () => {
  for (const [signature, hex, why] of [
    ["u", "010000", "4 bytes are needed at byte 0, of 3 in all"],
    ["yu", "0101000001000000", "Padding before byte 4 is not zero"],
    ["b", "02000000", "A boolean before byte 4 is 2"],
    ["s", "0100000061", "1 bytes are needed at byte 5, of 5 in all"],
    ["s", "010000006162", "A string before byte 6 does not end where it says"],
    ["s", "020000006100", "1 bytes are needed at byte 6"],
    ["s", "02000000610000", "A string before byte 7 does not end where it says"],
    ["s", "01000000ff00", "A string before byte 6 is not UTF-8"],
    ["s", "ffffffff6100", "4294967295 bytes are needed at byte 4"],
    ["o", "010000006100", '"a" is no object path'],
    ["g", "017b00", 'Signature "{" has no type'],
    ["v", "0000", 'A variant has one complete type, not ""'],
    ["v", "0279790001", 'A variant has one complete type, not "yy"'],
    ["au", "0300000001000000", "An array ends at byte 7, inside of its last element"],
    ["ay", "0500000001", "5 bytes are needed at byte 4"],
    ["as", "01000004", "An array of 67108865 bytes is too long"],
  ] as const) {
    expect(() => decode(signature, hex)).toThrow(DbusProtocolError);
    expect(() => decode(signature, hex)).toThrow(why);
  }
});

test("decodeValues() has an end to variants in variants", () => {
  const nested = (depth: number): string => `${"017600".repeat(depth)}01790001`;
  expect(decode("v", nested(63))).toHaveLength(1);
  expect(() => decode("v", nested(65))).toThrow("Values are nested more than 64 deep");
  expect(() => decode("v", nested(10_000))).toThrow("Values are nested more than 64 deep");
});

test("decodeValues() does not read values that were cut or changed as the same", () => {
  for (let round = 0; round < 2_000; round++) {
    const { signature, value } = randomTyped();
    const bytes = encodeValues(signature, [value]);
    if (bytes.length === 0) continue;
    const cut = bytes.subarray(0, integer(0, bytes.length - 1));
    expect(() => decodeValues(signature, cut, "little")).toThrow(DbusProtocolError);
    bytes[integer(0, bytes.length - 1)] = integer(0, 255);
    try {
      decodeValues(signature, bytes, round % 2 === 0 ? "little" : "big");
    } catch (error) {
      if (!(error instanceof DbusProtocolError)) throw error;
    }
  }
});

// Checks the encoder: against bytes that libdbus has written, and what it refuses.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { decodeValues } from "../../../../../../src/engine/cgroup/dbus/decode.ts";
import { encodeValues } from "../../../../../../src/engine/cgroup/dbus/encode.ts";
import type { DbusValue } from "../../../../../../src/engine/cgroup/dbus/value.ts";
import { LIBDBUS_BODY, LIBDBUS_SIGNATURE, LIBDBUS_VALUES } from "./libdbus-message.ts";
import { randomTyped } from "./random-values.ts";

function hex(signature: string, ...values: readonly DbusValue[]): string {
  return encodeValues(signature, values).toHex();
}

test("encodeValues() writes what libdbus writes", () => {
  expect(encodeValues(LIBDBUS_SIGNATURE, LIBDBUS_VALUES).toHex()).toBe(LIBDBUS_BODY);
});

test("encodeValues() pads to the alignment of each value, empty arrays too", () => {
  expect(hex("yu", 1, 2)).toBe("0100000002000000");
  expect(hex("yg", 1, "a{sv}")).toBe("0105617b73767d00");
  expect(hex("yt", 1, 2n)).toBe("01000000000000000200000000000000");
  // The length, then padding that it does not count.
  expect(hex("at", [])).toBe("0000000000000000");
  expect(hex("a(y)y", [], 7)).toBe("000000000000000007");
  expect(hex("aty", [1n], 7)).toBe("0800000000000000010000000000000007");
});

test("decodeValues(encodeValues()) gives every value back", () => {
  for (let round = 0; round < 3_000; round++) {
    const typed = Array.from({ length: round % 4 }, () => randomTyped());
    const signature = typed.map((one) => one.signature).join("");
    if (signature.length > 255) continue;
    const values = typed.map(({ value }) => value);
    const bytes = encodeValues(signature, values);
    expect(decodeValues(signature, bytes, "little")).toEqual({ values, end: bytes.length });
  }
});

test("encodeValues() refuses values that do not fit, and shows them", () => {
  for (const [signature, value, shown] of [
    ["y", 256, '256 is no value of D-Bus type "y"'],
    ["y", -1, '-1 is no value of D-Bus type "y"'],
    ["n", 32_768, '32768 is no value of D-Bus type "n"'],
    ["u", 2 ** 32, '4294967296 is no value of D-Bus type "u"'],
    ["u", 1.5, '1.5 is no value of D-Bus type "u"'],
    ["u", 1n, '1n is no value of D-Bus type "u"'],
    ["x", 1, '1 is no value of D-Bus type "x"'],
    ["x", 2n ** 63n, '9223372036854775808n is no value of D-Bus type "x"'],
    ["t", -1n, '-1n is no value of D-Bus type "t"'],
    ["b", 1, '1 is no value of D-Bus type "b"'],
    ["d", "1", '"1" is no value of D-Bus type "d"'],
    ["s", 1, '1 is no value of D-Bus type "s"'],
    ["s", "a\0b", 'is no value of D-Bus type "s"'],
    ["s", "\ud800", 'is no value of D-Bus type "s"'],
    ["o", "a", '"a" is no value of D-Bus type "o"'],
    ["o", "/a/", '"/a/" is no value of D-Bus type "o"'],
    ["g", "{", 'Signature "{" has no type "{" there'],
    ["as", "text", '"text" is no value of D-Bus type "a"'],
    ["as", [1], '1 is no value of D-Bus type "s"'],
    ["(ss)", ["one"], 'is no value of D-Bus type "struct of 2"'],
    ["v", "text", '"text" is no value of D-Bus type "v"'],
    ["v", { signature: "ss", value: ["a", "b"] }, 'A variant has one complete type, not "ss"'],
    ["v", { signature: "", value: 1 }, 'A variant has one complete type, not ""'],
  ] as const) {
    expect(() => encodeValues(signature, [value])).toThrow(DbusProtocolError);
    expect(() => encodeValues(signature, [value])).toThrow(shown);
  }
  expect(() => encodeValues("ss", ["one"])).toThrow('1 values do not fit the 2 types of "ss"');
});

test("encodeValues() has an end to variants in variants", () => {
  let value: DbusValue = { signature: "y", value: 1 };
  for (let depth = 1; depth < 64; depth++) value = { signature: "v", value };
  expect(encodeValues("v", [value]).length).toBeGreaterThan(64);
  expect(() => encodeValues("v", [{ signature: "v", value }])).toThrow("Values are nested more than 64 deep");
});

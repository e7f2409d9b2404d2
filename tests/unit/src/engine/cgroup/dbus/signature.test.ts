// Checks type signatures.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { alignmentOf, type DbusType, parseSignature } from "../../../../../../src/engine/cgroup/dbus/signature.ts";
import { randomTyped } from "./random-values.ts";

test("parseSignature() reads complete types one after the other", () => {
  expect(parseSignature("")).toEqual([]);
  expect(parseSignature("sa(uv)")).toEqual([
    { kind: "basic", code: "s" },
    {
      kind: "array",
      element: { kind: "struct", fields: [{ kind: "basic", code: "u" }, { kind: "variant" }] },
    },
  ]);
  expect(parseSignature("a{sv}")).toEqual([
    { kind: "array", element: { kind: "struct", fields: [{ kind: "basic", code: "s" }, { kind: "variant" }] } },
  ]);
});

test("parseSignature() reads every signature that there can be", () => {
  for (let round = 0; round < 2_000; round++) expect(parseSignature(randomTyped().signature)).toHaveLength(1);
});

test("parseSignature() says what is wrong, and where", () => {
  for (const [signature, why] of [
    ["a", 'Signature "a" ends too early (at 2)'],
    ["(s", 'Signature "(s" ends too early (at 3)'],
    ["()", 'Signature "()" has an empty struct (at 1)'],
    ["s)", 'Signature "s)" has no type ")" there (at 2)'],
    ["{sv}", 'Signature "{sv}" has no type "{" there (at 1)'],
    ["a{vs}", 'Signature "a{vs}" has a dictionary whose keys are not basic (at 3)'],
    ["a{s}", 'Signature "a{s}" has no type "}" there (at 4)'],
    ["a{sss}", 'Signature "a{sss}" has a dictionary entry that is not of two types (at 5)'],
    ["sé", 'Signature "sé" has no type "é" there (at 2)'],
    ["s".repeat(256), "Signature of 256 characters"],
  ] as const) {
    expect(() => parseSignature(signature)).toThrow(new DbusProtocolError(why));
  }
});

test("parseSignature() nests 32 arrays and 32 structs, and no more", () => {
  expect(parseSignature(`${"a".repeat(32)}s`)).toHaveLength(1);
  expect(parseSignature(`${"(".repeat(32)}s${")".repeat(32)}`)).toHaveLength(1);
  expect(parseSignature(`${"a(".repeat(32)}s${")".repeat(32)}`)).toHaveLength(1);
  expect(() => parseSignature(`${"a".repeat(33)}s`)).toThrow("nests more than 32 arrays");
  expect(() => parseSignature(`${"(".repeat(33)}s${")".repeat(33)}`)).toThrow("nests more than 32 structs");
  // One after the other is not nested.
  expect(parseSignature("as".repeat(100))).toHaveLength(100);
});

test("alignmentOf() is what the specification's table says", () => {
  const alignment = (signature: string): number[] =>
    parseSignature(signature).map((type: DbusType) => alignmentOf(type));
  expect(alignment("ybnqiuxtdsoghav(y)")).toEqual([1, 4, 2, 2, 4, 4, 8, 8, 8, 4, 4, 1, 4, 4, 8]);
  expect(alignment("v")).toEqual([1]);
});

// Checks that integers of 64 bits come through reading and writing.
import { expect, test } from "bun:test";
import { parseExactJson, renderExactJson } from "../../../../../src/engine/spec/exact-json.ts";

test("parseExactJson() makes a bigint of an integer that a number cannot hold", () => {
  const text = '{"hard":18446744073709551615,"least":-9223372036854775808,"soft":1024,"half":0.5,"name":"1"}';
  const members = { hard: 0xffff_ffff_ffff_ffffn, least: -(2n ** 63n), soft: 1024, half: 0.5, name: "1" };
  expect(parseExactJson(text)).toEqual(members);
});

test("parseExactJson() leaves other large numbers as they are", () => {
  expect(parseExactJson("[1e300, 9007199254740991]")).toEqual([1e300, 9007199254740991]);
});

test("parseExactJson() refuses what is no JSON", () => {
  expect(() => parseExactJson("{")).toThrow(SyntaxError);
});

test("renderExactJson() writes what parseExactJson() reads", () => {
  const text = '{"a":[18446744073709551615,-1],"b":{"c":null,"d":true}}';
  expect(renderExactJson(parseExactJson(text))).toBe(text);
});

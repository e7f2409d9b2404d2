// Tests of src/engine/logs/parse-json.ts.
import { expect, test } from "bun:test";
import { parseJson } from "../../../../../src/engine/logs/parse-json.ts";

test("parseJson() gives the value, or nothing", () => {
  expect(parseJson('{"a": [1]}')).toEqual({ a: [1] });
  expect([parseJson("{"), parseJson(""), parseJson("nonsense")]).toEqual([undefined, undefined, undefined]);
});

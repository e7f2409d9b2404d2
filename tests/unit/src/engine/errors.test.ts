// Tests of src/engine/errors.ts.
import { expect, test } from "bun:test";
import { messageOf } from "../../../../ffi/errno.ts";
import { OciRuntimeError } from "../../../../src/engine/errors.ts";

test("messageOf() gives an error's words, and anything else as it is written", () => {
  expect(messageOf(new OciRuntimeError({ kind: "other", runtime: "runc", text: "no" }))).toBe("runc: no");
  expect([messageOf("enough"), messageOf(undefined)]).toEqual(["enough", "undefined"]);
});

// Tests of src/monitor/create/strays.ts, in a process of its own that has children.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { resultOf } from "../../../ffi/programs.ts";

test("endStrays() ends children and what they leave, and nobody else", () => {
  expect(resultOf(join(import.meta.dir, "programs/end-strays.ts"))).toEqual({ before: 2, after: 0 });
});

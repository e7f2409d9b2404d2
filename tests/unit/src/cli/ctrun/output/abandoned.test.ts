// Outputs with a reader, and without.
import { expect, test } from "bun:test";
import { O_WRONLY } from "../../../../../../ffi/constants.ts";
import { open } from "../../../../../../ffi/file.ts";
import { pipe } from "../../../../../../ffi/pipe.ts";
import { isAbandoned } from "../../../../../../src/cli/ctrun/output/abandoned.ts";

test("isAbandoned() tells a pipe without a reader", () => {
  const ends = pipe();
  using output = ends.writeEnd;
  expect(isAbandoned(output)).toBe(false);
  ends.readEnd.close();
  expect(isAbandoned(output)).toBe(true);
});

test("isAbandoned() has nothing to say of files", () => {
  using output = open("/dev/null", O_WRONLY);
  expect(isAbandoned(output)).toBe(false);
});

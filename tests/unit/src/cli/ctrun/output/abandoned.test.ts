// Outputs with a reader, and without.
import { expect, test } from "bun:test";
import { once } from "node:events";
import { O_WRONLY } from "../../../../../../ffi/constants.ts";
import { open } from "../../../../../../ffi/file.ts";
import { pipe } from "../../../../../../ffi/pipe.ts";
import { abandonmentOf, isAbandoned } from "../../../../../../src/cli/ctrun/output/abandoned.ts";

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

test("abandonmentOf() is aborted when the reader of a pipe goes away, with what a write would say", async () => {
  const ends = pipe();
  using output = ends.writeEnd;
  const abandonment = abandonmentOf(output);
  expect(abandonment.aborted).toBe(false);
  const aborted = once(abandonment, "abort");
  ends.readEnd.close();
  await aborted;
  expect(abandonment.reason).toMatchObject({ syscall: "write", code: "EPIPE" });
});

test("abandonmentOf() is never aborted for a file", async () => {
  using output = open(import.meta.path, O_WRONLY);
  using device = open("/dev/null", O_WRONLY);
  const abandonments = [output, device].map(abandonmentOf);
  await Promise.resolve();
  expect(abandonments.map(({ aborted }) => aborted)).toEqual([false, false]);
});

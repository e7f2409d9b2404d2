// Writing all of it, also where there is no room just now.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { EPIPE, SystemError } from "../../../../../../ffi/errno.ts";
import { setNonBlocking } from "../../../../../../ffi/fd.ts";
import { pipe } from "../../../../../../ffi/pipe.ts";
import { STDERR, STDIN, STDOUT, writeBytes } from "../../../../../../src/cli/ctrun/output/streams.ts";
import { exitOf } from "../../../../../helpers/deadline.ts";
import { startProgram, textFrom } from "../../../../ffi/programs.ts";

test("the standard streams have their numbers", () => {
  expect([STDIN, STDOUT, STDERR].map(({ number }) => number)).toEqual([0, 1, 2]);
});

test("writeText() writes all of it to a pipe that does not block, as its reader takes it", () => {
  using output = pipe();
  setNonBlocking(output.writeEnd);
  const pid = startProgram(join(import.meta.dir, "programs/write-much.ts"), output.writeEnd, {});
  output.writeEnd.close();
  expect(textFrom(output.readEnd)).toHaveLength(2 ** 20);
  expect(exitOf(pid, "the program")).toEqual({ code: 0 });
});

test("writeBytes() says that nobody reads any more", () => {
  using output = pipe();
  output.readEnd.close();
  expect(() => writeBytes(output.writeEnd, Uint8Array.of(1))).toThrow(new SystemError("write", EPIPE));
});

// Descriptors that the caller has left open.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { O_RDONLY } from "../../../../../../ffi/constants.ts";
import { open } from "../../../../../../ffi/file.ts";
import { cString } from "../../../../../../ffi/os-string.ts";
import { preservedFds } from "../../../../../../src/cli/ctrun/run/preserved-fds.ts";
import { resultOf } from "../../../../ffi/programs.ts";

const PROGRAM = join(import.meta.dir, "programs/preserve.ts");

test("preservedFds() takes none for 0", () => {
  expect(preservedFds(0)).toEqual([]);
});

test("preservedFds() takes what is open from 3 up, and nothing of ours", () => {
  using file = open("/dev/null", O_RDONLY);
  const options = {
    fds: new Map([
      [3, file],
      [4, file],
    ]),
  };
  expect(resultOf(PROGRAM, { ...options, args: [cString("2")] })).toEqual([3, 4]);
  expect(resultOf(PROGRAM, { ...options, args: [cString("3")] })).toBe("--preserve-fds 3: descriptor 5 is not open");
});

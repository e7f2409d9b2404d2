// Checks the grammar of --ulimit.
import { expect, test } from "bun:test";
import { parseUlimit, UNLIMITED } from "../../../../../src/engine/spec/ulimit.ts";

test("parseUlimit() reads one limit for both, or a soft and a hard one", () => {
  expect(parseUlimit("nofile=1024")).toEqual({ type: "RLIMIT_NOFILE", soft: 1024, hard: 1024 });
  expect(parseUlimit("RLIMIT_CORE=0:-1")).toEqual({ type: "RLIMIT_CORE", soft: 0, hard: UNLIMITED });
  expect(parseUlimit("as=9007199254740993")).toMatchObject({ hard: 9007199254740993n });
});

test.each([
  ["nofile", "use NAME=SOFT[:HARD]"],
  ["nofile=", "use NAME=SOFT[:HARD]"],
  ["nofile=1:2:3", "use NAME=SOFT[:HARD]"],
  ["files=1", 'Unknown limit "files"'],
  ["nofile=2:1", "the soft limit is above the hard one"],
  ["nofile=-1:5", "the soft limit is above the hard one"],
  ["nofile=-2", "-2 is out of range"],
  ["nofile=18446744073709551616", "out of range"],
])("parseUlimit() refuses %p", (text, reason) => {
  expect(() => parseUlimit(text)).toThrow(reason);
});

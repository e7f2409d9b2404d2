// Checks the amounts of memory that people write.
import { expect, test } from "bun:test";
import { parseSize } from "../../../../../src/engine/spec/size.ts";

test.each([
  ["0", 0],
  ["65536", 65536],
  ["65536b", 65536],
  ["1k", 1024],
  ["64m", 64 * 1024 ** 2],
  ["64MB", 64 * 1024 ** 2],
  ["64MiB", 64 * 1024 ** 2],
  ["1.5g", 1.5 * 1024 ** 3],
  ["2T", 2 * 1024 ** 4],
])("parseSize() reads %p", (text, bytes) => {
  expect(parseSize(text, "memory")).toBe(bytes);
});

test.each(["", "m", "-1", "1x", "1 2", "0x10", "1e3", "9999999t"])("parseSize() refuses %p", (text) => {
  expect(() => parseSize(text, "memory")).toThrow(`Invalid size "${text}" for --memory`);
});

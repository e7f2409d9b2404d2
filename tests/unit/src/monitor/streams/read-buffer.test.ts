// Checks the buffer that all output passes through.
import { expect, test } from "bun:test";
import { HEADROOM } from "../../../../../src/monitor/streams/line-joiner.ts";
import { ReadBuffer } from "../../../../../src/monitor/streams/read-buffer.ts";

test("ReadBuffer reads behind room for the beginning of a line, in the same memory", () => {
  const buffer = new ReadBuffer();
  expect(buffer.area.length).toBe(256 * 1024);
  expect(buffer.whole.length).toBe(HEADROOM + buffer.area.length);
  buffer.area[0] = 42;
  expect(buffer.whole[HEADROOM]).toBe(42);
});

test("ReadBuffer is made once", () => {
  const buffer = new ReadBuffer();
  expect(buffer.area).toBe(buffer.area);
  expect(buffer.whole).toBe(buffer.whole);
});

// Checks that the two ends of a long text are kept.
import { expect, test } from "bun:test";
import { Excerpt } from "../../../../../src/monitor/streams/excerpt.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";

function excerptOf(...pieces: readonly string[]): string {
  const excerpt = new Excerpt();
  for (const piece of pieces) excerpt.add(bytesOf(piece));
  return textOf(excerpt.bytes);
}

test("Excerpt keeps a short text as it is", () => {
  expect(excerptOf()).toBe("");
  expect(excerptOf("one ", "", "two")).toBe("one two");
  const text = "x".repeat(4096) + "y".repeat(4096);
  expect(excerptOf(text)).toBe(text);
  expect(excerptOf(text.slice(0, 4000), text.slice(4000, 4200), text.slice(4200))).toBe(text);
});

test("Excerpt keeps the first and the last 4096 bytes of a long text", () => {
  const text = textOf(countingBytes(100_000).map((value) => value & 0x7f));
  const kept = text.slice(0, 4096) + text.slice(-4096);
  expect(excerptOf(text)).toBe(kept);
  const pieces = Array.from({ length: 100 }, (_, index) => text.slice(index * 1000, (index + 1) * 1000));
  expect(excerptOf(...pieces)).toBe(kept);
});

test("Excerpt does not hold on to what it is given", () => {
  const excerpt = new Excerpt();
  const bytes = bytesOf("before");
  excerpt.add(bytes);
  bytes.fill(0);
  expect(textOf(excerpt.bytes)).toBe("before");
});

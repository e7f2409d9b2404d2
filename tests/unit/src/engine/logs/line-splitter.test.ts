// Checks that lines do not depend on where the bytes are cut, and that none takes memory without end.
import { expect, test } from "bun:test";
import { LineSplitter } from "../../../../../src/engine/logs/line-splitter.ts";
import { bytesOf, textOf } from "../../bytes.ts";
import { seeded } from "../../protocol/random.ts";

const LIMIT = 10;

class Lines {
  readonly found: (string | number)[] = [];
  readonly splitter = new LineSplitter(LIMIT, {
    line: (bytes, start, end) => void this.found.push(textOf(bytes.subarray(start, end))),
    tooLong: (length) => void this.found.push(length),
  });

  feed(...texts: readonly string[]): this {
    for (const text of texts) this.splitter.feed(bytesOf(text));
    return this;
  }
}

test("LineSplitter joins pieces to lines", () => {
  expect(new Lines().feed("a\n\nbc", "", "d\n", "\n", "e").found).toEqual(["a", "", "bcd", ""]);
});

test("LineSplitter tells the length of a line beyond the limit, whether it comes at once or in pieces", () => {
  const long = "x".repeat(LIMIT + 1);
  expect(new Lines().feed(`${long}\na\n`).found).toEqual([LIMIT + 1, "a"]);
  expect(new Lines().feed(...long, "\na\n").found).toEqual([LIMIT + 1, "a"]);
  expect(new Lines().feed(`${long.slice(1)}\n`).found).toEqual([long.slice(1)]);
});

test("LineSplitter.reset() forgets the line that has begun", () => {
  const lines = new Lines().feed("a\nbcd");
  expect(lines.splitter.unfinished).toBe(3);
  expect(lines.splitter.reset()).toBe(3);
  expect(lines.feed("e\n").found).toEqual(["a", "e"]);
  expect(lines.splitter.reset()).toBe(0);
});

test("LineSplitter finds the same lines however the bytes are cut", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const text = Array.from({ length: 120 }, () => random.pick(["\n", "a", "b", "c", "d", "e", "f", "g"])).join("");
    const lines = new Lines();
    for (let at = 0; at < text.length; ) {
      const end = at + random.integer(25);
      lines.feed(text.slice(at, end));
      at = end;
    }
    expect(lines.found).toEqual(new Lines().feed(text).found);
  }
});

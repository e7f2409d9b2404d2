// Checks lines read from the end of a file, against reading it from the beginning.
import { expect, test } from "bun:test";
import { truncateSync, writeFileSync } from "node:fs";
import { linesBackwards } from "../../../../../src/engine/logs/lines-backwards.ts";
import { OpenLog } from "../../../../../src/engine/logs/open-log.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { textOf } from "../../bytes.ts";
import { seeded } from "../../protocol/random.ts";

interface Line {
  readonly text: string;
  readonly position: number;
  readonly next: number;
}

/** From the first line to the last, as the other way of reading gives them. */
function backwards(content: string, limit = 1_000_000): Line[] {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), content);
  using log = OpenLog.open(directory.at("log"));
  if (log === undefined) throw new Error("the log is not there");
  const lines = [...linesBackwards(log, limit)].map(({ bytes, start, end, position, next }) => {
    return { text: textOf(bytes.subarray(start, end)), position, next };
  });
  return lines.toReversed();
}

function forwards(content: string): Line[] {
  let position = 0;
  const texts = content.split("\n").slice(0, -1);
  return texts.map((text) => {
    const line = { text, position, next: position + text.length + 1 };
    position = line.next;
    return line;
  });
}

test.each(["", "\n", "\n\n", "a", "a\n", "a\nb", "\na\n\nbc\n", "a\nb\n\n"])("linesBackwards() reads %p", (content) => {
  expect(backwards(content)).toEqual(forwards(content));
});

test("linesBackwards() reads lines of any length, in blocks and across them", () => {
  const random = seeded(3);
  for (let round = 0; round < 40; round++) {
    const lengths = Array.from({ length: 20 }, () => random.pick([0, 1, 100, 65_534, 65_535, 65_536, 65_537, 200_000]));
    const content = lengths.map((length, index) => String(index % 10).repeat(length)).join("\n");
    expect(backwards(content)).toEqual(forwards(content));
  }
});

test("linesBackwards() keeps no more than a part of a line beyond the limit, and finds the lines around it", () => {
  const long = "x".repeat(3_000_000);
  const lines = backwards(`a\n${long}\nb\n`, 1000);
  expect(lines.map(({ text }) => text.length > 1000 || text)).toEqual(["a", true, "b"]);
  expect(lines.map(({ position, next }) => [position, next])).toEqual([
    [0, 2],
    [2, 3_000_003],
    [3_000_003, 3_000_005],
  ]);
});

test("linesBackwards() ends when the file is cut meanwhile", () => {
  using directory = new TemporaryDirectory();
  writeFileSync(directory.at("log"), `${"x".repeat(1000)}\n`.repeat(1000));
  using log = OpenLog.open(directory.at("log"));
  if (log === undefined) throw new Error("the log is not there");
  let count = 0;
  for (const _ of linesBackwards(log, 1_000_000)) {
    count++;
    truncateSync(directory.at("log"), 0);
  }
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(70);
});

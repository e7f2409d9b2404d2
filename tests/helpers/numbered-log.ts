// Checks a large log of what tests/fixtures/numbered-lines.c writes, without having all of it in memory.
import { closeSync, openSync, readSync } from "node:fs";

const READ_SIZE = 1024 * 1024;
const NEWLINE = 0x0a;
/** Where the tag stands in a record of stdout, and where its text begins. */
const TAG_AT = "2026-01-01T00:00:00.000000000+00:00 stdout ".length;
const TEXT_AT = TAG_AT + "F ".length;

/**
 * Finds what is missing, doubled, cut or out of order. A line may be in pieces: when nothing more came just then, its
 * beginning is a partial record.
 *
 * @param length bytes of a line with its newline
 * @returns the number of the first line that is wrong, or the number of lines when it is not `count`
 */
export function firstWrongLine(path: string, count: number, length: number): number | undefined {
  let line = 0;
  let text = "";
  for (const record of recordsIn(path)) {
    text += record.slice(TEXT_AT);
    if (record[TAG_AT] === "P") continue;
    if (text.length !== length - 1 || Number(text.slice(0, 10)) !== line) return line;
    text = "";
    line++;
  }
  return line === count ? undefined : line;
}

function* recordsIn(path: string): Generator<string> {
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(READ_SIZE);
  let kept = 0;
  try {
    for (;;) {
      const count = readSync(file, buffer, kept, READ_SIZE - kept, null);
      if (count === 0) return;
      const end = kept + count;
      let start = 0;
      for (let at = buffer.indexOf(NEWLINE); at >= 0 && at < end; at = buffer.indexOf(NEWLINE, start)) {
        yield buffer.toString("latin1", start, at);
        start = at + 1;
      }
      kept = end - start;
      buffer.copyWithin(0, start, end);
      buffer.fill(0, kept);
    }
  } finally {
    closeSync(file);
  }
}

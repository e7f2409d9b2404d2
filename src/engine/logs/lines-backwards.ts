// The lines of a file from its end to its beginning, read in blocks: for the last lines of a log of any size.
import type { OpenLog } from "./open-log.ts";

const NEWLINE = 0x0a;
const BLOCK = 64 * 1024;

/** One line: the bytes from `start` to before `end`. */
export interface PlacedLine {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly end: number;
  /** Where in the file it begins, and where the line after it does. */
  readonly position: number;
  readonly next: number;
}

/**
 * Yields complete lines, the last one first. What stands behind the last newline is left out: its writer is about to
 * end it. When the file is cut meanwhile, this is the end.
 *
 * @param limit bytes of the longest line; of a longer one, more than these are given, but not all
 */
export function* linesBackwards(file: OpenLog, limit: number): Generator<PlacedLine, void, undefined> {
  let position = file.size;
  /** The bytes from `position` on of the line that is looked for; none before the first newline is found. */
  let rest = new Uint8Array(new ArrayBuffer(0));
  let next: number | undefined;
  while (position > 0) {
    // As much as there is of a long line already, or joining the two would take the square of its length.
    const length = Math.min(Math.max(BLOCK, rest.length), position);
    const block = blockBefore(file, position, length, rest);
    if (block === undefined) return;
    position -= length;
    let end = block.length;
    for (let newline = lastNewline(block, length); newline >= 0; newline = lastNewline(block, newline)) {
      const start = newline + 1;
      if (next !== undefined) yield { bytes: block, start, end, position: position + start, next };
      next = position + start;
      end = newline;
    }
    if (next !== undefined) rest = block.subarray(Math.max(0, end - limit - 1), end);
  }
  if (next !== undefined) yield { bytes: rest, start: 0, end: rest.length, position: 0, next };
}

/** The bytes before a position, with those of the line that goes on there behind them. */
function blockBefore(
  file: OpenLog,
  position: number,
  length: number,
  rest: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const block = new Uint8Array(new ArrayBuffer(length + rest.length));
  if (file.readAt(position - length, block, length) !== length) return undefined;
  block.set(rest, length);
  return block;
}

/** The last newline before an index, or -1. A negative start would count from the end. */
function lastNewline(bytes: Uint8Array, before: number): number {
  return before === 0 ? -1 : bytes.lastIndexOf(NEWLINE, before - 1);
}

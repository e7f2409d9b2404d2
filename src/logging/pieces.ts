// Takes output apart into lines and pieces of lines, for the drivers that make one message of each.
import { MAX_PIECE } from "./driver.ts";

const NEWLINE = 0x0a;

/**
 * Calls `take` for every line, without its newline, and for every piece of a line that is longer than `MAX_PIECE` or
 * that the output ends in: with where it starts and ends, because a view of each would be garbage.
 *
 * @param take `whole` says whether a newline follows
 */
export function forEachPiece(
  output: Uint8Array<ArrayBuffer>,
  start: number,
  end: number,
  take: (from: number, to: number, whole: boolean) => void,
): void {
  for (let from = start; from < end; ) {
    const newline = output.indexOf(NEWLINE, from);
    const lineEnd = newline < 0 || newline > end ? end : newline;
    const to = Math.min(lineEnd, from + MAX_PIECE);
    const whole = to === newline && to < end;
    take(from, to, whole);
    from = whole ? to + 1 : to;
  }
}

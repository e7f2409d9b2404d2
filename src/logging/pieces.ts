// Takes output apart into lines and pieces of lines, for the drivers that make one message of each.
import { MAX_PIECE } from "./driver.ts";

const NEWLINE = 0x0a;

/**
 * Calls `take` for every line, without its newline, and for every piece of a line that is longer than `MAX_PIECE` or
 * that the output ends in.
 *
 * @param take `whole` says whether a newline follows
 */
export function forEachPiece(
  output: Uint8Array<ArrayBuffer>,
  take: (piece: Uint8Array<ArrayBuffer>, whole: boolean) => void,
): void {
  for (let start = 0; start < output.length; ) {
    const newline = output.indexOf(NEWLINE, start);
    const lineEnd = newline < 0 ? output.length : newline;
    const end = Math.min(lineEnd, start + MAX_PIECE);
    const whole = end === newline;
    take(output.subarray(start, end), whole);
    start = whole ? end + 1 : end;
  }
}

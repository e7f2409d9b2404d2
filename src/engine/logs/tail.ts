// Where the last lines of a log begin.
import { linesBackwards } from "./lines-backwards.ts";
import type { LogCursor } from "./log-cursor.ts";
import type { RecordParser, StreamName } from "./log-entry.ts";
import type { OpenLog } from "./open-log.ts";
import { LONGEST_RECORD } from "./record-reader.ts";

/**
 * Moves a cursor to the beginning of the last lines. All pieces of a line are one line; but when lines of the other
 * stream lie between the pieces of the first one, that begins behind them: how far back its beginning is, nobody knows.
 *
 * @param lines how many, at most; 0 for the end
 */
export function seekLastLines(cursor: LogCursor, lines: number, parse: RecordParser): void {
  const [newest, ...older] = cursor.files.toReversed();
  if (newest === undefined) return;
  let begin = { file: newest, position: endOfLastLine(newest) };
  let found = 0;
  /** Streams with an entry behind this one, which a partial entry belongs to. */
  const continued = new Set<StreamName>();

  for (const file of [newest, ...older]) {
    for (const { bytes, start, end, position } of linesBackwards(file, LONGEST_RECORD)) {
      const entry = end - start > LONGEST_RECORD ? undefined : parse(bytes, start, end);
      if (entry !== undefined && !(entry.partial && continued.has(entry.stream))) {
        if (found === lines) {
          cursor.startAt(begin.file, begin.position);
          return;
        }
        found++;
        continued.add(entry.stream);
      }
      begin = { file, position };
    }
  }
}

function endOfLastLine(file: OpenLog): number {
  const [last] = linesBackwards(file, LONGEST_RECORD);
  return last?.next ?? 0;
}

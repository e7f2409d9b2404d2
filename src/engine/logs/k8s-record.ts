// Records of the k8s-file driver, `TIME stdout F text`, as CRI defines them.
import type { LogEntry, RecordParser, StreamName } from "./log-entry.ts";
import { LogTime } from "./log-time.ts";

const SPACE = 0x20;
const COLON = 0x3a;
const FULL = 0x46; // F
const PARTIAL = 0x50; // P
/** No time stamp is longer: a line without spaces must not be searched to its end. */
const LONGEST_TIME = 64;
/** CRI allows more tags behind the first, with colons between them; nobody has defined one yet. */
const LONGEST_TAGS = 256;
const STREAMS = [
  { name: "stdout", bytes: new TextEncoder().encode(" stdout ") },
  { name: "stderr", bytes: new TextEncoder().encode(" stderr ") },
] as const;

/** Reads the records of one log. Those of one write have one time stamp, which is then read once. */
export function k8sRecordParser(): RecordParser {
  const decoder = new TextDecoder("latin1");
  let time: LogTime | undefined;
  let timeBytes: Uint8Array<ArrayBuffer> = new Uint8Array(new ArrayBuffer(0));

  return (bytes, start, end): LogEntry | undefined => {
    const timeEnd = spaceIn(bytes, start, Math.min(end, start + LONGEST_TIME));
    const stream = streamAt(bytes, timeEnd, end);
    if (stream === undefined) return undefined;
    const tagsAt = timeEnd + " stdout ".length;
    const tagsEnd = spaceIn(bytes, tagsAt, Math.min(end, tagsAt + LONGEST_TAGS));
    if (!isTag(bytes, tagsAt, tagsEnd)) return undefined;

    if (time === undefined || !matches(bytes, start, timeEnd, timeBytes)) {
      timeBytes = bytes.slice(start, timeEnd);
      time = LogTime.parse(decoder.decode(timeBytes));
    }
    if (time === undefined) return undefined;
    // An empty line that has lost the space behind its tag is still a line.
    const text = bytes.slice(Math.min(tagsEnd + 1, end), end);
    return { time, stream, bytes: text, partial: bytes[tagsAt] === PARTIAL };
  };
}

/** Where the first space is; `end` when there is none before it. */
function spaceIn(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE) at++;
  return at;
}

function streamAt(bytes: Uint8Array, at: number, end: number): StreamName | undefined {
  for (const { name, bytes: expected } of STREAMS) {
    if (at + expected.length <= end && matches(bytes, at, at + expected.length, expected)) return name;
  }
  return undefined;
}

function isTag(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (start >= end || (first !== FULL && first !== PARTIAL)) return false;
  return end === start + 1 || bytes[start + 1] === COLON;
}

/** Compared from the end: of two time stamps, that is where they differ. */
function matches(bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  const length = end - start;
  if (length !== expected.length) return false;
  for (let at = length - 1; at >= 0; at--) if (bytes[start + at] !== expected[at]) return false;
  return true;
}

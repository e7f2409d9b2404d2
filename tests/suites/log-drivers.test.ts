// Runs the same cases against every log driver, and reads back what was written.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { StreamName } from "../../src/logging/driver.ts";
import { LossReport } from "../../src/logging/loss-report.ts";
import { Directories } from "../helpers/directories.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { type Random, seeded } from "../unit/src/protocol/random.ts";
import { type Line, type LogFormat, logFormats } from "./log-formats.ts";
import { StandaloneJournald } from "./standalone-journald.ts";

interface Write {
  readonly stream: StreamName;
  readonly bytes: Buffer<ArrayBuffer>;
}

const MAX_PIECE = 8192;
const LARGE = 5 * 1024 * 1024;

const CASES: Readonly<Record<string, (random: Random) => Write[]>> = {
  "single lines": () => ["one\n", "two\n", "\n", " \n", "three\n"].map((text) => write("stdout", text)),
  "many lines at once": () => [write("stdout", "a\n\n\nb\nc\n"), write("stderr", "d\n\n")],
  "no newline at the end": () => [write("stdout", "one\ntwo"), write("stderr", "x"), write("stdout", "\nthree\nend")],
  "lines around the longest piece": () =>
    [8190, 8191, 8192, 8193, 16_383, 16_384, 16_385].map((length) => write("stdout", `${"x".repeat(length)}\n`)),
  "text of the whole world": () => [
    write("stdout", "é日😀\u0301\ufeff\u2028\n"),
    write("stderr", "\u0000\u001b[0m\t\r\n"),
  ],
  "random line lengths": (random) => randomWrites(random, 200_000, textLine),
  "binary bytes": (random) => randomWrites(random, 200_000, binaryLine),
  "5 MB": (random) => randomWrites(random, LARGE, textLine),
};

let journald: StandaloneJournald | undefined;
let directories: Directories;

beforeAll(() => {
  directories = new Directories();
});

afterAll(() => {
  journald?.[Symbol.dispose]();
  directories[Symbol.dispose]();
});

leavesNothing();

for (const format of logFormats(() => (journald ??= new StandaloneJournald()))) {
  for (const [name, make] of Object.entries(CASES)) {
    test(`${format.name} gives back ${name}`, () => {
      const writes = make(seeded(42));
      const expected = writes.flatMap(linesOf);
      const lines = logAndRead(format, name, writes, expected.length);
      expect(streamsOf(lines, format)).toEqual(streamsOf(expected, format, writes));
      // Where a character lies in two pieces, a format that knows only text has to cut elsewhere.
      if (format.binary) expect(lines).toEqual(expected);
      expect(lines.map(({ stream, partial }) => `${stream} ${partial}`)).toEqual(
        expected.map(({ stream, partial }) => `${stream} ${partial}`),
      );
    }, 60_000);
  }
}

function logAndRead(format: LogFormat, name: string, writes: readonly Write[], count: number): Line[] {
  const id = `${format.name} ${name}`.replaceAll(" ", "-");
  const path = join(directories.aside, id);
  const warnings: string[] = [];
  const log = format.open(path, id, new LossReport((text) => warnings.push(text)));
  for (const { stream, bytes } of writes) log.write(stream, bytes);
  log.sync();
  log[Symbol.dispose]();
  expect(warnings).toEqual([]);
  return format.read(path, id, count);
}

/** What a log should make of one write, one character for each byte. */
function linesOf({ stream, bytes }: Write): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf("\n", at);
    const end = Math.min(newline < 0 ? bytes.length : newline, at + MAX_PIECE);
    lines.push({ stream, text: bytes.toString("latin1", at, end), partial: end !== newline });
    at = end === newline ? end + 1 : end;
  }
  return lines;
}

/** All that came out of the two streams; as text, when a format knows only that. */
function streamsOf(lines: readonly Line[], { binary }: LogFormat, writes?: readonly Write[]): string[] {
  return (["stdout", "stderr"] as const).map((stream) => {
    if (writes !== undefined && !binary) {
      return Buffer.concat(writes.filter((one) => one.stream === stream).map(({ bytes }) => bytes)).toString("utf8");
    }
    const own = lines.filter((line) => line.stream === stream);
    return own.map(({ text, partial }) => (partial ? text : `${text}\n`)).join("");
  });
}

function write(stream: StreamName, text: string): Write {
  return { stream, bytes: Buffer.from(text) };
}

/** Writes of one to twenty lines, now of one stream, now of the other; sometimes the last one has no end. */
function randomWrites(random: Random, size: number, line: (random: Random) => Buffer): Write[] {
  const writes: Write[] = [];
  for (let total = 0; total < size; ) {
    const lines = Array.from({ length: 1 + random.integer(20) }, () => line(random));
    if (random.integer(10) === 0) lines.push(Buffer.from("without an end"));
    const bytes = Buffer.from(Buffer.concat(lines));
    writes.push({ stream: random.pick(["stdout", "stderr"]), bytes });
    total += bytes.length;
  }
  return writes;
}

function lengthOf(random: Random): number {
  return random.integer(random.pick([5, 100, 100, 1000, 20_000]));
}

function textLine(random: Random): Buffer {
  const letter = random.pick(["a", "b", "y", "z", "é"]);
  return Buffer.from(`${letter.repeat(lengthOf(random))}\n`);
}

/** Every byte but the newline; not `<`, which might begin a priority for the journal. */
function binaryLine(random: Random): Buffer {
  const bytes = Array.from({ length: lengthOf(random) }, () => random.integer(256));
  return Buffer.from([...bytes.map((byte) => (byte === 0x0a || byte === 0x3c ? 0x20 : byte)), 0x0a]);
}

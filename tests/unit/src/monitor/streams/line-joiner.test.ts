// Checks that lines stay whole however they arrive, and that nothing is lost or doubled.
import { expect, test } from "bun:test";
import { HEADROOM, LineJoiner } from "../../../../../src/monitor/streams/line-joiner.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { seeded } from "../../protocol/random.ts";
import { RecordedLog } from "../../recorded-log.ts";

/** A joiner that is fed through one buffer, whose leftovers it must not mistake for new bytes. */
class Fed {
  readonly log = new RecordedLog();
  readonly joiner = new LineJoiner("stdout", this.log);
  readonly #buffer = new Uint8Array(new ArrayBuffer(HEADROOM + 64 * 1024));

  push(...reads: readonly (string | Uint8Array)[]): this {
    for (const read of reads) {
      const bytes = typeof read === "string" ? bytesOf(read) : read;
      this.#buffer.set(bytes, HEADROOM);
      this.joiner.push(this.#buffer, bytes.length);
    }
    return this;
  }

  get lines(): string[] {
    return this.log.writes.map((write) => write.slice("stdout: ".length));
  }
}

test("LineJoiner passes whole lines on at once", () => {
  expect(new Fed().push("one\ntwo\n", "three\n").lines).toEqual(["one\ntwo\n", "three\n"]);
});

test("LineJoiner keeps the beginning of a line until the rest comes", () => {
  const fed = new Fed().push("one\ntw");
  expect(fed.lines).toEqual(["one\n"]);
  expect(fed.joiner.pending).toBe(true);
  fed.push("o", "\nthree\n");
  expect(fed.lines).toEqual(["one\n", "two\nthree\n"]);
  expect(fed.joiner.pending).toBe(false);
});

test("LineJoiner joins a line that comes byte by byte", () => {
  const line = `${"x".repeat(8192)}\n`;
  expect(new Fed().push(...line).lines).toEqual([line]);
});

test("LineJoiner flushes what it keeps, once", () => {
  const fed = new Fed().push("prompt> ");
  fed.joiner.flush();
  fed.joiner.flush();
  expect(fed.lines).toEqual(["prompt> "]);
  expect(fed.push("answer\n").lines).toEqual(["prompt> ", "answer\n"]);
});

test("LineJoiner has nothing to flush behind a whole line", () => {
  const fed = new Fed().push("one\n");
  fed.joiner.flush();
  expect(fed.lines).toEqual(["one\n"]);
});

test("LineJoiner cuts a line only where it exceeds 8192 bytes", () => {
  const fed = new Fed().push("x".repeat(8192));
  expect(fed.lines).toEqual([]);
  expect(fed.push("\n").lines).toEqual([`${"x".repeat(8192)}\n`]);
  const longer = new Fed().push("x".repeat(8192), "y");
  expect(longer.lines).toEqual(["x".repeat(8192)]);
  expect(longer.push("\n").lines).toEqual(["x".repeat(8192), "y\n"]);
});

test("LineJoiner cuts a long line after whole pieces, however it comes", () => {
  const line = `${"x".repeat(30_000)}\n`;
  for (const size of [1, 100, 4096, 8191, 8192, 8193, 30_001]) {
    const reads = Array.from({ length: Math.ceil(line.length / size) }, (_, index) =>
      line.slice(index * size, (index + 1) * size),
    );
    const { lines } = new Fed().push(...reads);
    expect(lines.join("")).toBe(line);
    // All but the last end after a multiple of a full piece.
    const ends = lines.slice(0, -1).map((_, index) => lines.slice(0, index + 1).join("").length % 8192);
    expect(new Set(ends).size <= 1 && (ends[0] ?? 0) === 0).toBe(true);
  }
});

test("LineJoiner does not take an old newline in the buffer for a new one", () => {
  const fed = new Fed().push(`${"a\n".repeat(1000)}`, "bbb", "c");
  expect(fed.lines).toEqual(["a\n".repeat(1000)]);
  fed.joiner.flush();
  expect(fed.lines.at(-1)).toBe("bbbc");
});

test("LineJoiner counts how often bytes came", () => {
  const fed = new Fed().push("a", "b\n");
  expect(fed.joiner.pushes).toBe(2);
});

test("LineJoiner loses no byte of any reads", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = seeded(seed);
    const fed = new Fed();
    let sent = "";
    for (let count = 0; count < 40; count++) {
      const bytes = countingBytes(random.pick([1, 5, 300, 8192, 20_000]) + random.integer(10)).map((value) =>
        // Lines of very different lengths.
        seed % 2 === 0 && value === 0x0a && random.integer(100) > 0 ? 0x20 : value,
      );
      fed.push(bytes);
      sent += textOf(bytes);
      if (random.integer(10) === 0) fed.joiner.flush();
    }
    fed.joiner.flush();
    expect(fed.lines.join("")).toBe(sent);
  }
});

// Checks that a program's output is read to its end, and that an end which does not come is not waited for.
import { expect, test } from "bun:test";
import { duplicate } from "../../../../../ffi/fd.ts";
import { writeAll } from "../../../../../ffi/io.ts";
import { CapturedOutput } from "../../../../../src/engine/runtime/captured-output.ts";

const NEVER = new AbortController().signal;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text));
}

test("collect() reads until the stream's end", async () => {
  using output = new CapturedOutput();
  const collected = output.collect(NEVER);
  writeAll(output.writeEnd, bytes("one "));
  writeAll(output.writeEnd, bytes("two\n"));
  output.writeEnd.close();
  await collected;
  expect(output.text).toBe("one two\n");
});

test("collect() takes everything that a program has written when it ended, though others hold the pipe", async () => {
  using output = new CapturedOutput();
  using _daemon = duplicate(output.writeEnd);
  const ended = new AbortController();
  const collected = output.collect(ended.signal);
  writeAll(output.writeEnd, bytes("last words"));
  ended.abort();
  await collected;
  expect(output.text).toBe("last words");
});

test("collect() joins characters that come in two pieces", async () => {
  using output = new CapturedOutput();
  const collected = output.collect(NEVER);
  const text = `${"ä".repeat(5000)}x`;
  writeAll(output.writeEnd, bytes(`x${text}`));
  output.writeEnd.close();
  await collected;
  expect(output.text).toBe(`x${text}`);
});

test("collect() keeps the beginning of too much, and reads the rest for the writer's sake", async () => {
  using output = new CapturedOutput();
  const collected = output.collect(NEVER);
  const writer = Bun.spawn(["/usr/bin/head", "-c", "3000000", "/dev/zero"], {
    stdio: ["ignore", output.writeEnd.number, "ignore"],
  });
  output.writeEnd.close();
  await collected;
  expect(await writer.exited).toBe(0);
  expect(output.text).toHaveLength(256 * 1024);
});

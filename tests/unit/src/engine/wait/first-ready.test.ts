// Tests of src/engine/wait/first-ready.ts, with pipes.
import { expect, test } from "bun:test";
import { writeAll } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { firstReady } from "../../../../../src/engine/wait/first-ready.ts";
import { bytesOf } from "../../bytes.ts";

const NEVER = new AbortController().signal;

test("firstReady() tells which, again and again", async () => {
  using one = pipe();
  using other = pipe();
  const fds = [one.readEnd, other.readEnd];
  for (const { readEnd, writeEnd } of [one, other]) {
    const first = firstReady(fds, NEVER);
    writeAll(writeEnd, bytesOf("x"));
    expect(await first).toBe(readEnd);
    readEnd.close();
    fds.shift();
  }
});

test("firstReady() ends with the signal, before or while it waits", async () => {
  using one = pipe();
  const controller = new AbortController();
  const waiting = firstReady([one.readEnd], controller.signal);
  controller.abort(new Error("waited enough"));
  await expect(waiting).rejects.toThrow("waited enough");
  await expect(firstReady([one.readEnd], controller.signal)).rejects.toThrow("waited enough");
});

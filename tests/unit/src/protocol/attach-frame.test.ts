// Checks the packets of the attach socket against what engines' clients expect.
import { expect, test } from "bun:test";
import { FRAME_STREAMS, MAX_FRAME_PAYLOAD, readFrame } from "../../../../src/protocol/attach-frame.ts";
import { bytesOf, textOf } from "../bytes.ts";

test("packets carry at most 8192 bytes behind the number of their stream", () => {
  expect(MAX_FRAME_PAYLOAD).toBe(8192);
  expect(FRAME_STREAMS).toEqual({ stdout: 2, stderr: 3 });
});

test("readFrame() tells the streams apart", () => {
  const frame = readFrame(bytesOf("\x02hello"));
  expect([frame.stream, textOf(frame.payload)]).toEqual(["stdout", "hello"]);
  expect(readFrame(bytesOf("\x03")).stream).toBe("stderr");
  expect(readFrame(bytesOf("\x03")).payload.length).toBe(0);
});

test("readFrame() refuses what is no packet", () => {
  expect(() => readFrame(new Uint8Array(0))).toThrow("an attach packet starts with 2 or 3, not undefined");
  for (const byte of [0, 1, 4, 255]) {
    expect(() => readFrame(Uint8Array.of(byte, 0x61))).toThrow(`an attach packet starts with 2 or 3, not ${byte}`);
  }
});

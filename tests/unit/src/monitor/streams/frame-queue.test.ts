// Checks the queue of packets: order, cuts, and that its memory is used again.
import { expect, test } from "bun:test";
import { FrameQueue } from "../../../../../src/monitor/streams/frame-queue.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { seeded } from "../../protocol/random.ts";

/** Takes up to `most` packets from the queue. */
function take(queue: FrameQueue, most = Number.POSITIVE_INFINITY): string[] {
  const taken: string[] = [];
  queue.sendAll((stream, payload, offset, length) => {
    if (taken.length === most) return false;
    taken.push(`${stream}: ${textOf(payload.subarray(offset, offset + length))}`);
    return true;
  });
  return taken;
}

test("FrameQueue gives packets back in their order", () => {
  const queue = new FrameQueue();
  queue.push("stdout", bytesOf("one"));
  queue.push("stderr", bytesOf("two"));
  expect(queue.size).toBe(12);
  expect(take(queue)).toEqual(["stdout: one", "stderr: two"]);
  expect(queue.size).toBe(0);
  expect(take(queue)).toEqual([]);
});

test("FrameQueue keeps what could not be sent", () => {
  const queue = new FrameQueue();
  for (const text of ["1", "2", "3"]) queue.push("stdout", bytesOf(text));
  expect(take(queue, 2)).toEqual(["stdout: 1", "stdout: 2"]);
  expect(take(queue)).toEqual(["stdout: 3"]);
});

test("FrameQueue cuts output into packets of at most 8192 bytes", () => {
  const queue = new FrameQueue();
  const output = countingBytes(20_000);
  queue.push("stdout", output);
  const taken = take(queue).map((packet) => packet.slice("stdout: ".length));
  expect(taken.map(({ length }) => length)).toEqual([8192, 8192, 3616]);
  expect(taken.join("")).toBe(textOf(output));
});

test("FrameQueue takes a part of the output, and none", () => {
  const queue = new FrameQueue();
  queue.push("stdout", bytesOf("one two three"), 4, 7);
  queue.push("stdout", bytesOf("nothing"), 3, 3);
  expect(take(queue)).toEqual(["stdout: two"]);
});

test("FrameQueue copies what it is given", () => {
  const queue = new FrameQueue();
  const output = bytesOf("before");
  queue.push("stdout", output);
  output.fill(0);
  expect(take(queue)).toEqual(["stdout: before"]);
});

test("FrameQueue forgets", () => {
  const queue = new FrameQueue();
  queue.push("stdout", bytesOf("one"));
  queue.clear();
  expect(queue.size).toBe(0);
  queue.push("stdout", bytesOf("two"));
  expect(take(queue)).toEqual(["stdout: two"]);
});

test("FrameQueue may be cleared by whoever sends from it", () => {
  const queue = new FrameQueue();
  for (const text of ["1", "2", "3"]) queue.push("stdout", bytesOf(text));
  const sent = queue.sendAll(() => {
    queue.clear();
    return false;
  });
  expect([sent, queue.size]).toEqual([0, 0]);
});

test("FrameQueue loses and doubles nothing, however it is filled and emptied", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed);
    const queue = new FrameQueue();
    const output = countingBytes(100_000);
    let sent = "";
    let received = "";
    for (let count = 0; count < 200; count++) {
      const start = random.integer(50_000);
      const end = start + random.pick([0, 1, 100, 8192, 8193, 40_000]);
      queue.push("stderr", output, start, end);
      sent += textOf(output.subarray(start, end));
      received += take(queue, random.integer(8))
        .map((packet) => packet.slice("stderr: ".length))
        .join("");
    }
    received += take(queue)
      .map((packet) => packet.slice("stderr: ".length))
      .join("");
    expect(received === sent).toBe(true);
  }
});

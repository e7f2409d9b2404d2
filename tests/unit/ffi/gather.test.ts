// Checks that a header and a payload go out as one packet.
import { expect, test } from "bun:test";
import { SHUT_WR, SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../ffi/constants.ts";
import { EBADF, EPIPE, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { writeGathered } from "../../../ffi/gather.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { shutdown, socketPair } from "../../../ffi/socket.ts";
import { makeGarbage } from "./garbage.ts";

const payload = Uint8Array.of(10, 11, 12, 13, 14);
const buffer = new Uint8Array(new ArrayBuffer(16));

test("writeGathered() sends header and part of the payload in one packet", () => {
  using sockets = new Sockets();
  expect(writeGathered(sockets.a, Uint8Array.of(2), payload, 1, 3)).toBe(4);
  expect(writeGathered(sockets.a, Uint8Array.of(3), payload, 0, 0)).toBe(1);
  expect(writeGathered(sockets.a, Uint8Array.of(4, 5).subarray(1), payload.subarray(2), 1, 2)).toBe(3);
  expect(sockets.received()).toEqual([[2, 11, 12, 13], [3], [5, 13, 14]]);
});

test("writeGathered() refuses bytes that are not there", () => {
  using sockets = new Sockets();
  for (const [offset, length] of [
    [0, 6],
    [5, 1],
    [-1, 1],
    [0, -1],
  ] as const) {
    expect(() => writeGathered(sockets.a, Uint8Array.of(1), payload, offset, length)).toThrow(RangeError);
  }
  expect(sockets.received()).toEqual([]);
});

test("writeGathered() says when there is no room, and then has sent nothing", () => {
  using sockets = new Sockets();
  let sent = 0;
  while (writeGathered(sockets.a, Uint8Array.of(2), payload, 0, 5) !== NOT_READY) sent++;
  expect(sockets.received()).toHaveLength(sent);
});

test("writeGathered() throws what the kernel says", () => {
  using sockets = new Sockets();
  shutdown(sockets.a, SHUT_WR);
  expect(() => writeGathered(sockets.a, Uint8Array.of(2), payload, 0, 5)).toThrow(new SystemError("writev", EPIPE));
  const missing = new Fd(1_000_000);
  expect(() => writeGathered(missing, Uint8Array.of(2), payload, 0, 5)).toThrow(new SystemError("writev", EBADF));
});

test("writeGathered() stays right over tens of thousands of calls and collections", () => {
  using sockets = new Sockets();
  let wrong = 0;
  for (let round = 0; round < 20_000; round++) {
    writeGathered(sockets.a, Uint8Array.of(round), new Uint8Array(new ArrayBuffer(8)).fill(round), 2, 3);
    if (round % 100 === 0) makeGarbage();
    if (round % 5000 === 0) Bun.gc(true);
    if (read(sockets.b, buffer) !== 4 || buffer.subarray(0, 4).some((byte) => byte !== (round & 0xff))) wrong++;
  }
  expect(wrong).toBe(0);
});

class Sockets implements Disposable {
  readonly a: Fd;
  readonly b: Fd;

  constructor() {
    [this.a, this.b] = socketPair(SOCK_SEQPACKET | SOCK_NONBLOCK);
  }

  /** Everything that waits at the other end. */
  received(): number[][] {
    const packets: number[][] = [];
    for (let count = read(this.b, buffer); count !== NOT_READY; count = read(this.b, buffer)) {
      packets.push([...buffer.subarray(0, count)]);
    }
    return packets;
  }

  [Symbol.dispose](): void {
    this.a.close();
    this.b.close();
  }
}

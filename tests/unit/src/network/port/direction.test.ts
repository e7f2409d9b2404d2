// Checks bytes in one direction: small and large chunks, back-pressure, ends and faults.
import { expect, test } from "bun:test";
import { SOCK_NONBLOCK, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { read, write } from "../../../../../ffi/io.ts";
import { socketPair } from "../../../../../ffi/socket.ts";
import { BulkTraffic } from "../../../../../src/network/port/bulk-traffic.ts";
import { type ByteCount, COPY_SIZE, Direction, type Means } from "../../../../../src/network/port/direction.ts";
import { PipePool } from "../../../../../src/network/port/pipe-pool.ts";

class Setup implements Disposable {
  readonly #held = new DisposableStack();
  readonly count: ByteCount = { bytes: 0 };
  readonly sender: Fd;
  readonly receiver: Fd;
  readonly source: Fd;
  readonly sink: Fd;
  readonly means: Means;
  readonly direction: Direction;

  constructor() {
    [this.sender, this.source] = this.#pair();
    [this.sink, this.receiver] = this.#pair();
    const buffer = new Uint8Array(new ArrayBuffer(COPY_SIZE));
    this.means = { pipes: this.#held.use(new PipePool()), buffer, bulk: new BulkTraffic() };
    this.direction = new Direction(this.source, this.sink, "never", this.means, this.count);
  }

  [Symbol.dispose](): void {
    this.direction.abandon();
    this.#held.dispose();
  }

  #pair(): readonly [Fd, Fd] {
    const [one, other] = socketPair(SOCK_STREAM | SOCK_NONBLOCK);
    this.#held.use(one);
    this.#held.use(other);
    return [one, other];
  }
}

const FULL = new Uint8Array(new ArrayBuffer(COPY_SIZE)).map((_, index) => index % 251);

/** Everything that lies in a socket. */
function taken(fd: Fd): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(new ArrayBuffer(1024 * 1024));
  let length = 0;
  for (let count = read(fd, buffer); count > 0; count = read(fd, buffer.subarray(length))) length += count;
  return buffer.slice(0, length);
}

test("move() passes a small chunk on and goes on reading", () => {
  using setup = new Setup();
  write(setup.sender, new TextEncoder().encode("hello"));
  setup.direction.move();
  expect(new TextDecoder().decode(taken(setup.receiver))).toBe("hello");
  expect(setup.direction.state).toBe("reading");
  expect(setup.count.bytes).toBe(5);
});

test("move() tells whether there was anything", () => {
  using setup = new Setup();
  expect(setup.direction.move()).toBe(false);
  write(setup.sender, new TextEncoder().encode("hello"));
  expect(setup.direction.move()).toBe(true);
});

test("move() takes the last bytes and the end together", () => {
  using setup = new Setup();
  write(setup.sender, new TextEncoder().encode("last words"));
  setup.sender.close();
  expect(setup.direction.move(true)).toBe(true);
  expect(setup.direction.state).toBe("ended");
  expect(new TextDecoder().decode(taken(setup.receiver))).toBe("last words");
});

test("move() goes on reading when what was said to be the last has filled the buffer", () => {
  using setup = new Setup();
  write(setup.sender, FULL);
  write(setup.sender, FULL);
  setup.sender.close();
  const received: number[] = [];
  while (setup.direction.state !== "ended") {
    setup.direction.move(true);
    received.push(taken(setup.receiver).length);
  }
  expect(received.reduce((sum, count) => sum + count, 0)).toBe(2 * COPY_SIZE);
});

test("move() ends with the source", () => {
  using setup = new Setup();
  setup.sender.close();
  setup.direction.move();
  expect(setup.direction.state).toBe("ended");
});

test("move() splices after a chunk that has filled the buffer, and copies again after a small one", () => {
  using setup = new Setup();
  write(setup.sender, FULL);
  setup.direction.move();
  expect(setup.means.bulk.directions).toBe(1);
  expect(taken(setup.receiver)).toEqual(FULL);
  write(setup.sender, FULL);
  setup.direction.move();
  expect(taken(setup.receiver)).toEqual(FULL);
  write(setup.sender, FULL.subarray(0, 10));
  setup.direction.move();
  expect(taken(setup.receiver)).toEqual(FULL.slice(0, 10));
  expect(setup.means.bulk.directions).toBe(0);
});

test("a sink without room stops the reading, and flush() loses nothing", () => {
  using setup = new Setup();
  let sent = 0;
  for (let count = write(setup.sender, FULL); count > 0; count = write(setup.sender, FULL)) {
    sent += count;
    while (setup.direction.state === "reading" && setup.count.bytes < sent) setup.direction.move();
  }
  expect(setup.direction.state).toBe("writing");
  let received = 0;
  for (let chunk = taken(setup.receiver); chunk.length > 0; chunk = taken(setup.receiver)) {
    received += chunk.length;
    if (setup.direction.state === "writing") setup.direction.flush();
    while (setup.direction.state === "reading" && setup.count.bytes < sent) setup.direction.move();
  }
  expect(received).toBe(sent);
});

test("a broken sink is thrown, and abandon() counts it out", () => {
  using setup = new Setup();
  setup.receiver.close();
  write(setup.sender, FULL);
  expect(() => setup.direction.move()).toThrow("EPIPE");
  setup.direction.abandon();
  expect(setup.direction.state).toBe("ended");
  expect(setup.means.bulk.directions).toBe(0);
});

// Checks the reading of a container's output: pauses, hang-ups, draining, and the size of the pipe.
import { expect, test } from "bun:test";
import { F_GETPIPE_SZ, O_NONBLOCK } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { NOT_READY, write } from "../../../../../ffi/io.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { OutputStream } from "../../../../../src/monitor/streams/output-stream.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { runUntil, settle } from "../../turning.ts";

class Site implements Disposable {
  readonly reactor = new Reactor();
  readonly ends = pipe(O_NONBLOCK);
  readonly stream: OutputStream;
  received = "";
  reads = 0;
  readonly #area = new Uint8Array(new ArrayBuffer(256 * 1024));

  constructor() {
    const receive = (length: number): void => {
      this.reads++;
      this.received += textOf(this.#area.subarray(0, length));
    };
    this.stream = new OutputStream(this.ends.readEnd, this.reactor, () => this.#area, receive);
  }

  say(text: string): void {
    write(this.ends.writeEnd, bytesOf(text));
  }

  [Symbol.dispose](): void {
    this.stream[Symbol.dispose]();
    this.ends[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
  }
}

function fill(fd: Fd): number {
  const block = countingBytes(4096);
  let total = 0;
  for (let count = write(fd, block); count !== NOT_READY; count = write(fd, block)) total += count;
  return total;
}

test("OutputStream reads what comes, and closes its end at the end", () => {
  using site = new Site();
  site.say("one ");
  runUntil(site.reactor, "the first words", () => site.received === "one ");
  site.say("two");
  site.ends.writeEnd.close();
  runUntil(site.reactor, "the end", () => site.ends.readEnd.closed);
  expect(site.received).toBe("one two");
});

test("OutputStream reads nothing while it is paused", () => {
  using site = new Site();
  site.stream.pause();
  site.say("hello");
  settle(site.reactor);
  expect(site.received).toBe("");
  site.stream.resume();
  site.stream.resume();
  runUntil(site.reactor, "the output", () => site.received === "hello");
});

test("OutputStream does not spin on a hang-up while it is paused", () => {
  using site = new Site();
  site.say("last words");
  site.stream.pause();
  site.ends.writeEnd.close();
  const before = process.cpuUsage();
  settle(site.reactor, 50);
  const { user, system } = process.cpuUsage(before);
  // Fifty turns of up to a millisecond each; a spinning loop would take all of it.
  expect(user + system).toBeLessThan(45_000);
  site.stream.resume();
  runUntil(site.reactor, "the end", () => site.ends.readEnd.closed);
  expect(site.received).toBe("last words");
});

test("OutputStream.drain() takes what is there, even while paused, and no more", () => {
  using site = new Site();
  site.stream.pause();
  const length = fill(site.ends.writeEnd);
  site.stream.drain();
  expect(site.received.length).toBe(length);
  site.stream.drain();
  expect(site.received.length).toBe(length);
});

test("OutputStream.drain() does not wait for a grandchild that goes on writing", () => {
  using reactor = new Reactor();
  const ends = pipe(O_NONBLOCK);
  using _ends = ends;
  const area = new Uint8Array(new ArrayBuffer(100));
  let received = 0;
  using stream = new OutputStream(
    ends.readEnd,
    reactor,
    () => area,
    (length) => {
      received += length;
      write(ends.writeEnd, countingBytes(100));
    },
  );
  write(ends.writeEnd, countingBytes(1000));
  stream.drain();
  expect(received).toBe(1000);
});

test("OutputStream.drain() does nothing after the end", () => {
  using site = new Site();
  site.ends.writeEnd.close();
  site.stream.drain();
  runUntil(site.reactor, "the end", () => site.ends.readEnd.closed);
  site.stream.drain();
  site.stream.pause();
  site.stream.resume();
  expect(site.received).toBe("");
});

test("OutputStream enlarges the pipe of a container that fills it", () => {
  using site = new Site();
  const size = (): number => libc.fcntl(site.ends.readEnd.number, F_GETPIPE_SZ, 0);
  expect(size()).toBe(65_536);
  site.say("little");
  runUntil(site.reactor, "little", () => site.received.length > 0);
  expect(size()).toBe(65_536);
  fill(site.ends.writeEnd);
  runUntil(site.reactor, "a full pipe", () => site.received.length > 65_536);
  expect(size()).toBeGreaterThan(65_536);
});

// Checks that input reaches the container byte for byte, and that a slow container holds its senders back.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { EPOLLIN, O_NONBLOCK } from "../../../../../ffi/constants.ts";
import { duplicate, setNonBlocking } from "../../../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { Stdin } from "../../../../../src/monitor/streams/stdin.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { InputSource } from "../../input-source.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { runUntil, settle } from "../../turning.ts";

const CLOSES = { staysOpen: false };
const STAYS = { staysOpen: true };

/** A container's stdin with both its ends. */
class Site implements Disposable {
  readonly reactor = new Reactor();
  readonly ends = pipe();
  readonly stdin: Stdin;
  readonly source = new InputSource();
  #received = "";

  constructor(options: { readonly staysOpen: boolean } = CLOSES) {
    setNonBlocking(this.ends.readEnd);
    this.stdin = new Stdin(this.ends.writeEnd, this.reactor, options);
  }

  /** What the container reads now. @param most bytes */
  take(most = 1024 * 1024): string {
    const buffer = new Uint8Array(new ArrayBuffer(most));
    const count = read(this.ends.readEnd, buffer);
    return count > 0 ? textOf(buffer.subarray(0, count)) : "";
  }

  /** Reads as it comes, until `length` bytes are there. */
  receive(length: number, most = 4096): string {
    using _reading = this.reactor.watch(this.ends.readEnd, EPOLLIN, () => {
      this.#received += this.take(most);
    });
    runUntil(this.reactor, `${length} bytes of input`, () => this.#received.length >= length);
    return this.#received;
  }

  /** Whether there is nothing more to come. */
  get ended(): boolean {
    return read(this.ends.readEnd, new Uint8Array(new ArrayBuffer(1))) === 0;
  }

  [Symbol.dispose](): void {
    this.stdin[Symbol.dispose]();
    this.ends[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
  }
}

test("Stdin passes input on at once", () => {
  using site = new Site();
  site.stdin.write(bytesOf("hello"), site.source);
  expect(site.take()).toBe("hello");
  expect(site.source.paused).toBe(false);
});

test("Stdin holds its sender back when the container is slow", () => {
  using site = new Site();
  const bytes = countingBytes(200_000);
  site.stdin.write(bytes, site.source);
  expect(site.source.paused).toBe(true);
  // What the sender does with its buffer afterwards is its own business.
  const sent = textOf(bytes);
  bytes.fill(0);
  expect(site.receive(200_000) === sent).toBe(true);
  expect(site.source.paused).toBe(false);
});

test("Stdin passes 10 MB to a slow reader byte for byte", () => {
  using site = new Site();
  const all = countingBytes(10_000_000);
  let at = 0;
  const feed = (): void => {
    // As a client would: packets of 32 KiB for as long as it is allowed to.
    while (at < all.length && !site.source.paused) {
      site.stdin.write(all.subarray(at, at + 32_768), site.source);
      at += 32_768;
    }
    if (at < all.length) site.reactor.afterNextTurn(feed);
    else site.stdin.end();
  };
  feed();
  expect(site.receive(all.length, 50_000) === textOf(all)).toBe(true);
  expect(site.ended).toBe(true);
});

test("Stdin ends with its client's input, but not before all of it is written", () => {
  using site = new Site();
  site.stdin.write(countingBytes(100_000), site.source);
  site.stdin.end();
  expect(site.receive(100_000).length).toBe(100_000);
  settle(site.reactor);
  expect(site.ended).toBe(true);
});

test("Stdin stays open for the next client when it is told to", () => {
  using site = new Site(STAYS);
  site.stdin.write(bytesOf("one "), site.source);
  site.stdin.end();
  site.stdin.write(bytesOf("two"), new InputSource());
  expect(site.take()).toBe("one two");
  expect(site.ended).toBe(false);
});

test("Stdin takes nothing more after its end", () => {
  using site = new Site();
  site.stdin.end();
  site.stdin.write(bytesOf("late"), site.source);
  site.stdin.end();
  expect(site.ended).toBe(true);
  expect(site.source.paused).toBe(false);
});

test("Stdin keeps the input of two senders in the order in which it came", () => {
  using site = new Site();
  const [first, second] = [new InputSource(), new InputSource()];
  const large = countingBytes(150_000);
  site.stdin.write(large, first);
  site.stdin.write(bytesOf("second"), second);
  expect([first.paused, second.paused]).toEqual([true, true]);
  expect(site.receive(150_006) === `${textOf(large)}second`).toBe(true);
  expect([first.paused, second.paused]).toEqual([false, false]);
});

test("Stdin does not mind that the container has closed its end", () => {
  using site = new Site();
  site.ends.readEnd.close();
  site.stdin.write(bytesOf("nobody reads this"), site.source);
  site.stdin.write(bytesOf("nor this"), site.source);
  site.stdin.end();
  expect(site.source.paused).toBe(false);
});

test("Stdin lets its senders go when the container closes its end while they wait", () => {
  using site = new Site();
  const [first, second] = [new InputSource(), new InputSource()];
  site.stdin.write(countingBytes(100_000), first);
  site.stdin.write(countingBytes(100_000), second);
  site.ends.readEnd.close();
  runUntil(site.reactor, "the senders to be released", () => !first.paused && !second.paused);
});

test("Stdin lets its senders go when it is disposed", () => {
  using site = new Site();
  site.stdin.write(countingBytes(100_000), site.source);
  site.stdin[Symbol.dispose]();
  expect(site.source.paused).toBe(false);
  expect(site.ends.writeEnd.closed).toBe(true);
});

test("Stdin does not wake up when nothing waits", () => {
  using site = new Site();
  site.stdin.write(countingBytes(100_000), site.source);
  site.receive(100_000);
  // A pipe with room would be reported as writable all the time, and no turn would last its millisecond.
  const start = performance.now();
  settle(site.reactor, 20);
  expect(performance.now() - start).toBeGreaterThan(15);
});

test("Stdin of a terminal goes on after a time in which nobody had the terminal open", () => {
  using reactor = new Reactor();
  using terminal = new PseudoTerminal();
  const stdin = new Stdin(duplicate(terminal.master), reactor, STAYS);
  using _stdin = stdin;
  const source = new InputSource();
  terminal.openSlave().close();
  stdin.write(bytesOf("early\n"), source);
  using slave = terminal.openSlave();
  setNonBlocking(slave);
  stdin.write(bytesOf("late\n"), source);
  const buffer = new Uint8Array(new ArrayBuffer(100));
  let line = "";
  runUntil(reactor, "the line", () => {
    const count = read(slave, buffer);
    if (count !== NOT_READY) line += textOf(buffer.subarray(0, count));
    return line.includes("late\n");
  });
  expect(line).toBe("early\nlate\n");
});

test("Stdin does not make the container's own end non-blocking", () => {
  using reactor = new Reactor();
  using ends = pipe();
  using _stdin = new Stdin(ends.writeEnd, reactor, CLOSES);
  const text = readFileSync(`/proc/self/fdinfo/${ends.readEnd.number}`, "latin1");
  const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(text)?.[1] ?? "", 8);
  expect(flags & O_NONBLOCK).toBe(0);
});

// Checks the reading of a terminal, which may be closed by everybody and opened again by somebody else.
import { expect, test } from "bun:test";
import { duplicate } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { TerminalStream } from "../../../../../src/monitor/streams/terminal-stream.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { bytesOf, textOf } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { runUntil, settle } from "../../turning.ts";

class Site implements Disposable {
  readonly reactor = new Reactor();
  readonly terminal = new PseudoTerminal();
  readonly stream: TerminalStream;
  received = "";

  constructor() {
    const area = new Uint8Array(new ArrayBuffer(65_536));
    this.stream = new TerminalStream(
      duplicate(this.terminal.master),
      this.reactor,
      () => area,
      (length) => {
        this.received += textOf(area.subarray(0, length));
      },
    );
  }

  /** What a process in the container does: opens the terminal, writes, and goes away. */
  say(text: string): void {
    using slave = this.terminal.openSlave();
    write(slave, bytesOf(text));
  }

  [Symbol.dispose](): void {
    this.stream[Symbol.dispose]();
    this.terminal[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
  }
}

test("TerminalStream reads what processes write, one after the other", () => {
  using site = new Site();
  for (const text of ["one\n", "two\n", "three\n"]) {
    site.say(text);
    runUntil(site.reactor, text, () => site.received.includes(text.trim()));
    // The hang-up, and some looks at a terminal that nobody has open.
    settle(site.reactor, 5);
  }
  expect(site.received.replaceAll("\r", "")).toBe("one\ntwo\nthree\n");
});

test("TerminalStream does not spin on a terminal that nobody has open", () => {
  using site = new Site();
  site.say("bye");
  runUntil(site.reactor, "the last words", () => site.received === "bye");
  settle(site.reactor, 5);
  const before = process.cpuUsage();
  settle(site.reactor, 100);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(80_000);
});

test("TerminalStream waits for the first process", () => {
  using site = new Site();
  settle(site.reactor, 5);
  using slave = site.terminal.openSlave();
  write(slave, bytesOf("here"));
  runUntil(site.reactor, "the first words", () => site.received === "here");
});

test("TerminalStream reads nothing while it is paused", () => {
  using site = new Site();
  using slave = site.terminal.openSlave();
  site.stream.pause();
  write(slave, bytesOf("later"));
  settle(site.reactor);
  expect(site.received).toBe("");
  site.stream.resume();
  runUntil(site.reactor, "the output", () => site.received === "later");
});

test("TerminalStream stays paused although it was about to look again", () => {
  using site = new Site();
  site.say("a");
  runUntil(site.reactor, "the first words", () => site.received === "a");
  settle(site.reactor, 3);
  site.stream.pause();
  using slave = site.terminal.openSlave();
  write(slave, bytesOf("b"));
  settle(site.reactor, 200);
  expect(site.received).toBe("a");
});

test("TerminalStream.drain() takes what is there, and does not mind a hang-up", () => {
  using site = new Site();
  site.stream.drain();
  site.say("last words");
  site.stream.drain();
  site.stream.drain();
  expect(site.received).toBe("last words");
  site.stream[Symbol.dispose]();
  site.stream.drain();
  site.stream.resume();
});

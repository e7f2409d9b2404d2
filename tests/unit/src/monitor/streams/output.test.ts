// Checks where output goes: what is held back while the runtime is at work, then logs and clients.
import { expect, test } from "bun:test";
import { O_NONBLOCK } from "../../../../../ffi/constants.ts";
import { duplicate } from "../../../../../ffi/fd.ts";
import { write } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { Output } from "../../../../../src/monitor/streams/output.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { bytesOf, textOf } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { RecordedLog } from "../../recorded-log.ts";
import { runUntil, settle } from "../../turning.ts";

class Site implements Disposable {
  readonly reactor = new Reactor();
  readonly log = new RecordedLog();
  readonly stdout = pipe(O_NONBLOCK);
  readonly stderr = pipe(O_NONBLOCK);
  /** What the clients see. */
  readonly shown: string[] = [];
  readonly output = new Output({
    reactor: this.reactor,
    log: this.log,
    audience: {
      show: (stream, bytes, start, end) => void this.shown.push(`${stream}: ${textOf(bytes.subarray(start, end))}`),
      rest: () => undefined,
      present: false,
    },
  });

  constructor() {
    this.output.readPipe("stdout", this.stdout.readEnd);
    this.output.readPipe("stderr", this.stderr.readEnd);
  }

  say(stream: "stdout" | "stderr", text: string): void {
    write(this[stream].writeEnd, bytesOf(text));
    settle(this.reactor);
  }

  [Symbol.dispose](): void {
    this.output[Symbol.dispose]();
    this.stdout[Symbol.dispose]();
    this.stderr[Symbol.dispose]();
    this.reactor[Symbol.dispose]();
  }
}

test("Output holds everything back until the container is there", () => {
  using site = new Site();
  site.say("stdout", "early ");
  site.say("stderr", "warning\n");
  expect([site.log.writes, site.shown]).toEqual([[], []]);
  site.output.release();
  expect(site.shown).toEqual(["stdout: early ", "stderr: warning\n"]);
  settle(site.reactor);
  expect(site.log.writes).toEqual(["stderr: warning\n", "stdout: early "]);
});

test("Output passes on what comes afterwards at once", () => {
  using site = new Site();
  site.output.release();
  site.say("stdout", "one\ntwo\n");
  expect(site.shown).toEqual(["stdout: one\ntwo\n"]);
  expect(site.log.writes).toEqual(["stdout: one\ntwo\n"]);
});

test("Output remembers what the runtime says on stderr, for as long as it is the runtime", () => {
  using site = new Site();
  site.say("stdout", "no error");
  site.say("stderr", "cannot ");
  site.say("stderr", "start");
  expect(textOf(site.output.runtimeMessages)).toBe("cannot start");
  site.output.release();
  expect(site.output.runtimeMessages.length).toBe(0);
});

test("Output neither stalls a talkative runtime nor forgets how it began and ended", () => {
  using site = new Site();
  for (let count = 0; count < 30; count++) site.say("stderr", `${count} `.padEnd(4095, ".").concat("\n"));
  const message = textOf(site.output.runtimeMessages);
  expect(message).toStartWith("0 ...");
  expect(message).toContain("29 ...");
  expect(message.length).toBe(8192);
  // What was too much to hold back is in the log, and so is all that came behind it.
  site.output.release();
  expect(site.log.text("stderr").length).toBe(30 * 4096);
  expect(site.shown.join("").length).toBe(site.shown.length * "stderr: ".length + 30 * 4096);
});

test("Output keeps the two streams apart", () => {
  using site = new Site();
  site.output.release();
  for (let count = 0; count < 10; count++) {
    write(site.stdout.writeEnd, bytesOf(`out ${count} `));
    write(site.stderr.writeEnd, bytesOf(`err ${count} `));
    settle(site.reactor, 1);
  }
  site.output[Symbol.dispose]();
  const numbers = Array.from({ length: 10 }, (_, index) => index);
  expect(site.log.text("stdout")).toBe(numbers.map((number) => `out ${number} `).join(""));
  expect(site.log.text("stderr")).toBe(numbers.map((number) => `err ${number} `).join(""));
});

test("Output.pause() stops the reading of all streams, and lets it go on", () => {
  using site = new Site();
  site.output.release();
  site.output.pause(true);
  site.say("stdout", "a\n");
  site.say("stderr", "b\n");
  expect(site.shown).toEqual([]);
  site.output.pause(false);
  runUntil(site.reactor, "both", () => site.shown.length === 2);
});

test("Output.drain() takes what is there, and disposing logs the rest of the last lines", () => {
  using site = new Site();
  site.output.release();
  write(site.stdout.writeEnd, bytesOf("a\nb"));
  write(site.stderr.writeEnd, bytesOf("c"));
  site.output.drain();
  expect(site.log.writes).toEqual(["stdout: a\n"]);
  site.output[Symbol.dispose]();
  expect(site.log.writes).toEqual(["stdout: a\n", "stdout: b", "stderr: c"]);
  expect([site.stdout.readEnd.closed, site.stderr.readEnd.closed]).toEqual([true, true]);
});

test("Output takes all that a terminal says for stdout", () => {
  using site = new Site();
  using terminal = new PseudoTerminal();
  site.output.readTerminal(duplicate(terminal.master));
  site.output.release();
  using slave = terminal.openSlave();
  write(slave, bytesOf("hello\n"));
  runUntil(site.reactor, "the line", () => site.log.writes.length > 0);
  expect(site.log.writes).toEqual(["stdout: hello\r\n"]);
});

test("Output works without clients", () => {
  using reactor = new Reactor();
  const log = new RecordedLog();
  using ends = pipe();
  using output = new Output({ reactor, log, audience: undefined });
  output.readPipe("stderr", ends.readEnd);
  output.release();
  write(ends.writeEnd, bytesOf("alone\n"));
  runUntil(reactor, "the line", () => log.writes.length > 0);
  expect(log.writes).toEqual(["stderr: alone\n"]);
});

// Checks that a line without an end gets into the log when nothing more comes, and not before.
import { expect, test } from "bun:test";
import { EPOLLIN } from "../../../../../ffi/constants.ts";
import { write } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { HEADROOM, LineJoiner } from "../../../../../src/monitor/streams/line-joiner.ts";
import { PromptLines } from "../../../../../src/monitor/streams/prompt-lines.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { bytesOf } from "../../bytes.ts";
import { RecordedLog } from "../../recorded-log.ts";
import { runUntil, settle } from "../../turning.ts";

class Site implements Disposable {
  readonly reactor = new Reactor();
  readonly log = new RecordedLog();
  readonly lines = new PromptLines(new LineJoiner("stdout", this.log), this.reactor);
  readonly #buffer = new Uint8Array(new ArrayBuffer(HEADROOM + 65_536));

  push(text: string): void {
    const bytes = bytesOf(text);
    this.#buffer.set(bytes, HEADROOM);
    this.lines.push(this.#buffer, bytes.length);
  }

  [Symbol.dispose](): void {
    this.reactor[Symbol.dispose]();
  }
}

test("PromptLines logs a prompt when nothing follows it", () => {
  using site = new Site();
  site.push("prompt> ");
  expect(site.log.writes).toEqual([]);
  runUntil(site.reactor, "the prompt", () => site.log.writes.length > 0);
  expect(site.log.writes).toEqual(["stdout: prompt> "]);
});

test("PromptLines leaves a line whole for as long as more of it keeps coming", () => {
  using site = new Site();
  // Always readable, and so part of every turn.
  using ends = pipe();
  write(ends.writeEnd, bytesOf("x"));
  let left = 20;
  using _feed = site.reactor.watch(ends.readEnd, EPOLLIN, () => {
    if (left >= 0) site.push(left > 0 ? "x" : "\n");
    left--;
  });
  runUntil(site.reactor, "the line", () => site.log.text("stdout").endsWith("\n"));
  expect(site.log.writes).toEqual([`stdout: ${"x".repeat(20)}\n`]);
});

test("PromptLines checks no more when nothing is pending", () => {
  using site = new Site();
  site.push("one\n");
  site.push("tw");
  site.push("o\n");
  settle(site.reactor);
  expect(site.log.writes).toEqual(["stdout: one\n", "stdout: two\n"]);
});

test("PromptLines logs one prompt after the other", () => {
  using site = new Site();
  for (const prompt of ["a> ", "b> ", "c\nd> "]) {
    site.push(prompt);
    settle(site.reactor);
  }
  expect(site.log.writes).toEqual(["stdout: a> ", "stdout: b> ", "stdout: c\n", "stdout: d> "]);
});

test("PromptLines.flush() logs what is pending at once", () => {
  using site = new Site();
  site.push("end");
  site.lines.flush();
  site.lines.flush();
  expect(site.log.writes).toEqual(["stdout: end"]);
  settle(site.reactor);
  expect(site.log.writes.length).toBe(1);
});

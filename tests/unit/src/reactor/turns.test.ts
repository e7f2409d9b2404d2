// Checks the order in which a reactor does what it was asked to do later.
import { expect, test } from "bun:test";
import { EPOLLIN } from "../../../../ffi/constants.ts";
import { read, write } from "../../../../ffi/io.ts";
import { cString } from "../../../../ffi/os-string.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { spawn } from "../../../../ffi/spawn.ts";
import { Reactor } from "../../../../src/reactor/reactor.ts";
import { exitOf } from "../../../helpers/deadline.ts";
import { runUntilStopped } from "./deadline.ts";

test("defer() runs actions in their order, those of actions too, before anything is waited for", () => {
  using reactor = new Reactor();
  using ends = pipe();
  write(ends.writeEnd, Uint8Array.of(1));
  const seen: string[] = [];
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => {
    seen.push("event");
    reactor.stop();
  });
  reactor.defer(() => {
    seen.push("first");
    reactor.defer(() => void seen.push("third"));
  });
  reactor.defer(() => void seen.push("second"));
  runUntilStopped(reactor);
  expect(seen).toEqual(["first", "second", "third", "event"]);
});

test("defer() in a handler runs after the events that are ready with it", () => {
  using reactor = new Reactor();
  const pipes = [pipe(), pipe(), pipe()];
  const seen: string[] = [];
  for (const { readEnd, writeEnd } of pipes) {
    write(writeEnd, Uint8Array.of(1));
    reactor.watch(readEnd, EPOLLIN, () => {
      read(readEnd, new Uint8Array(new ArrayBuffer(1)));
      seen.push("event");
      reactor.defer(() => {
        seen.push("deferred");
        if (seen.length === 6) reactor.stop();
      });
    });
  }
  runUntilStopped(reactor);
  expect(seen).toEqual(["event", "event", "event", "deferred", "deferred", "deferred"]);
  for (const ends of pipes) ends[Symbol.dispose]();
});

test("stop() in a deferred action keeps the others for the next run()", () => {
  using reactor = new Reactor();
  const seen: number[] = [];
  for (const number of [1, 2, 3]) {
    reactor.defer(() => {
      seen.push(number);
      reactor.stop();
    });
  }
  runUntilStopped(reactor);
  expect(seen).toEqual([1]);
  runUntilStopped(reactor);
  runUntilStopped(reactor);
  expect(seen).toEqual([1, 2, 3]);
});

test("an error in a deferred action keeps the others for the next run()", () => {
  using reactor = new Reactor();
  const seen: number[] = [];
  reactor.defer(() => {
    throw new Error("of the action");
  });
  reactor.defer(() => {
    seen.push(2);
    reactor.stop();
  });
  expect(() => runUntilStopped(reactor)).toThrow("of the action");
  runUntilStopped(reactor);
  expect(seen).toEqual([2]);
});

test("afterNextTurn() runs after what is ready now", () => {
  using reactor = new Reactor();
  using ends = pipe();
  write(ends.writeEnd, Uint8Array.of(1));
  const seen: string[] = [];
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => {
    read(ends.readEnd, new Uint8Array(new ArrayBuffer(1)));
    seen.push("event");
  });
  reactor.afterNextTurn(() => {
    seen.push("after");
    reactor.stop();
  });
  reactor.defer(() => void seen.push("deferred"));
  runUntilStopped(reactor);
  expect(seen).toEqual(["deferred", "event", "after"]);
});

test("afterNextTurn() runs soon when nothing is ready, and once", () => {
  using reactor = new Reactor();
  let calls = 0;
  reactor.afterNextTurn(() => {
    calls++;
    reactor.afterNextTurn(() => reactor.stop());
  });
  runUntilStopped(reactor);
  expect(calls).toBe(1);
});

test("afterNextTurn() in a handler waits for the turn after that one", () => {
  using reactor = new Reactor();
  using ends = pipe();
  write(ends.writeEnd, Uint8Array.of(1, 1));
  const seen: string[] = [];
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => {
    read(ends.readEnd, new Uint8Array(new ArrayBuffer(1)));
    seen.push("event");
    reactor.afterNextTurn(() => {
      seen.push("after");
      if (seen.length === 4) reactor.stop();
    });
  });
  runUntilStopped(reactor);
  expect(seen).toEqual(["event", "event", "after", "after"]);
});

test("stop() before its turn keeps an afterNextTurn() for the next run()", () => {
  using reactor = new Reactor();
  const seen: string[] = [];
  reactor.afterNextTurn(() => {
    seen.push("first");
    reactor.stop();
  });
  reactor.afterNextTurn(() => {
    seen.push("second");
    reactor.stop();
  });
  reactor.defer(() => reactor.stop());
  runUntilStopped(reactor);
  expect(seen).toEqual([]);
  runUntilStopped(reactor);
  expect(seen).toEqual(["first"]);
  runUntilStopped(reactor);
  expect(seen).toEqual(["first", "second"]);
});

test("run() blocks until something happens in another process", () => {
  using reactor = new Reactor();
  using ends = pipe();
  const pid = spawn("/bin/sh", {
    argv: ["sh", "-c", "echo"].map(cString),
    env: [],
    fds: new Map([[1, ends.writeEnd]]),
  });
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => reactor.stop());
  runUntilStopped(reactor);
  expect(read(ends.readEnd, new Uint8Array(new ArrayBuffer(4)))).toBe(1);
  expect(exitOf(pid, "sh")).toEqual({ code: 0 });
});

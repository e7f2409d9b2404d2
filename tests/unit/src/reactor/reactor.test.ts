// Checks what the event loop calls, when, and what it leaves out.
import { expect, test } from "bun:test";
import { EPOLLHUP, EPOLLIN, EPOLLOUT, O_CREAT, O_RDWR } from "../../../../ffi/constants.ts";
import { EEXIST, EPERM, SystemError } from "../../../../ffi/errno.ts";
import { eventFd } from "../../../../ffi/event.ts";
import type { Fd } from "../../../../ffi/fd.ts";
import { open } from "../../../../ffi/file.ts";
import { read, write } from "../../../../ffi/io.ts";
import { libc } from "../../../../ffi/libc.ts";
import { type Pipe, pipe } from "../../../../ffi/pipe.ts";
import { Reactor, type Watch } from "../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../ffi/temporary-directory.ts";
import { runUntilStopped } from "./deadline.ts";

test("watch() calls its handler for as long as the descriptor is ready", () => {
  using reactor = new Reactor();
  using ends = filledPipe(3);
  const seen: number[] = [];
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, (events) => {
    seen.push(events);
    readByte(ends.readEnd);
    if (seen.length === 3) reactor.stop();
  });
  runUntilStopped(reactor);
  expect(seen).toEqual([EPOLLIN, EPOLLIN, EPOLLIN]);
});

test("watch() reports a hang-up unasked", () => {
  using reactor = new Reactor();
  using ends = pipe();
  let seen = 0;
  using _watch = reactor.watch(ends.readEnd, 0, (events) => {
    seen = events;
    reactor.stop();
  });
  ends.writeEnd.close();
  runUntilStopped(reactor);
  expect(seen).toBe(EPOLLHUP);
});

test("wait() changes what is waited for", () => {
  using reactor = new Reactor();
  using event = eventFd();
  const seen: number[] = [];
  using watch = reactor.watch(event, 0, (events) => {
    seen.push(events);
    if (seen.length === 1) write(event, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    watch.wait(seen.length === 1 ? EPOLLIN : 0);
    if (seen.length === 2) reactor.stop();
  });
  reactor.defer(() => watch.wait(EPOLLOUT));
  runUntilStopped(reactor);
  expect(seen).toEqual([EPOLLOUT, EPOLLIN]);
});

test("a watch that has ended does nothing more, whatever has become of its descriptor", () => {
  using reactor = new Reactor();
  using ends = filledPipe(1);
  const seen: string[] = [];
  const first = reactor.watch(ends.readEnd, EPOLLIN, () => void seen.push("first"));
  first[Symbol.dispose]();
  using _second = reactor.watch(ends.readEnd, EPOLLIN, () => {
    seen.push("second");
    reactor.stop();
  });
  first.wait(0);
  first[Symbol.dispose]();
  runUntilStopped(reactor);
  expect(seen).toEqual(["second"]);
  const closed = pipe();
  const watch = reactor.watch(closed.readEnd, EPOLLIN, () => {});
  closed[Symbol.dispose]();
  watch[Symbol.dispose]();
  watch.wait(EPOLLIN);
});

test("a handler may end its own watch, and begin others", () => {
  using reactor = new Reactor();
  using first = filledPipe(9);
  using second = filledPipe(1);
  const seen: string[] = [];
  const watch = reactor.watch(first.readEnd, EPOLLIN, () => {
    seen.push("first");
    watch[Symbol.dispose]();
    reactor.watch(second.readEnd, EPOLLIN, () => {
      seen.push("second");
      reactor.stop();
    });
  });
  runUntilStopped(reactor);
  expect(seen).toEqual(["first", "second"]);
});

test("events in the same batch are not delivered to a watch that a handler has ended", () => {
  using reactor = new Reactor();
  const pipes = Array.from({ length: 10 }, () => filledPipe(1));
  const watches: Watch[] = [];
  let calls = 0;
  for (const ends of pipes) {
    const watch = reactor.watch(ends.readEnd, EPOLLIN, () => {
      calls++;
      for (const other of watches) other[Symbol.dispose]();
      for (const other of pipes) other[Symbol.dispose]();
      reactor.defer(() => reactor.stop());
    });
    watches.push(watch);
  }
  runUntilStopped(reactor);
  expect(calls).toBe(1);
});

test("events in the same batch are not delivered to a new watch on a number that is used again", () => {
  using reactor = new Reactor();
  using first = filledPipe(1);
  const old = filledPipe(1);
  using replacement = new Holder();
  const seen: string[] = [];
  const watches = [first, old].map((ends, index) =>
    reactor.watch(ends.readEnd, EPOLLIN, () => {
      seen.push(`handler ${index}`);
      // Whichever comes first closes the other one, whose number the new pipe takes.
      for (const watch of watches) watch[Symbol.dispose]();
      old[Symbol.dispose]();
      replacement.ends = pipe();
      reactor.watch(replacement.ends.readEnd, EPOLLIN, () => void seen.push("replacement"));
      reactor.afterNextTurn(() => reactor.stop());
    }),
  );
  runUntilStopped(reactor);
  expect(seen).toEqual([expect.stringMatching(/^handler \d$/)]);
});

test("more descriptors than fit into one batch all get their turn", () => {
  using reactor = new Reactor();
  const pipes = Array.from({ length: 300 }, () => filledPipe(1));
  const seen = new Set<Fd>();
  for (const { readEnd } of pipes) {
    reactor.watch(readEnd, EPOLLIN, () => {
      seen.add(readEnd);
      readByte(readEnd);
      if (seen.size === pipes.length) reactor.stop();
    });
  }
  runUntilStopped(reactor);
  for (const ends of pipes) ends[Symbol.dispose]();
  expect(seen.size).toBe(300);
});

test("stop() drops nothing: what is left is for the next run()", () => {
  using reactor = new Reactor();
  const pipes = [filledPipe(1), filledPipe(1), filledPipe(1)];
  const seen: string[] = [];
  pipes.forEach(
    ({ readEnd }) =>
      void reactor.watch(readEnd, EPOLLIN, () => {
        readByte(readEnd);
        seen.push("event");
        reactor.stop();
      }),
  );
  for (const expected of [1, 2, 3]) {
    runUntilStopped(reactor);
    expect(seen).toHaveLength(expected);
  }
  for (const ends of pipes) ends[Symbol.dispose]();
});

test("an error of a handler reaches the caller of run(), which may run on", () => {
  using reactor = new Reactor();
  using ends = filledPipe(1);
  let calls = 0;
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => {
    calls++;
    if (calls === 1) throw new Error("of the handler");
    reactor.stop();
  });
  expect(() => runUntilStopped(reactor)).toThrow("of the handler");
  runUntilStopped(reactor);
  expect(calls).toBe(2);
});

test("watch() throws what the kernel says, and watchOwned() then closes the descriptor", () => {
  using directory = new TemporaryDirectory();
  using reactor = new Reactor();
  using event = eventFd();
  using _watch = reactor.watch(event, EPOLLIN, () => {});
  expect(() => reactor.watch(event, EPOLLIN, () => {})).toThrow(new SystemError("epoll_ctl", EEXIST));
  const attempt = (): void => {
    const file = open(directory.at("file"), O_RDWR | O_CREAT, 0o600);
    expect(() => reactor.watchOwned(file, EPOLLIN, () => {})).toThrow(new SystemError("epoll_ctl", EPERM));
    expect(file.closed).toBe(true);
    reactor.watchOwned(eventFd(), EPOLLIN, () => {})[Symbol.dispose]();
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("Reactor closes its own descriptor, and watches may be disposed of afterwards", () => {
  using event = eventFd();
  const use = (): void => {
    const reactor = new Reactor();
    const watch = reactor.watch(event, EPOLLIN, () => {});
    reactor[Symbol.dispose]();
    watch.wait(EPOLLOUT);
    watch[Symbol.dispose]();
  };
  expect(leftOpenBy(use)).toEqual([]);
});

class Holder implements Disposable {
  ends: Pipe | undefined;

  [Symbol.dispose](): void {
    this.ends?.[Symbol.dispose]();
  }
}

function filledPipe(length: number): Pipe {
  const ends = pipe();
  write(ends.writeEnd, new Uint8Array(new ArrayBuffer(length)));
  return ends;
}

function readByte(fd: Fd): void {
  read(fd, new Uint8Array(new ArrayBuffer(1)));
}

test("breathe() lets what comes in small pieces gather, once", () => {
  using reactor = new Reactor();
  const { usleep } = libc;
  const breaths: number[] = [];
  libc.usleep = (microseconds) => breaths.push(microseconds);
  try {
    reactor.defer(() => reactor.breathe());
    reactor.afterNextTurn(() => reactor.afterNextTurn(() => reactor.stop()));
    reactor.run();
  } finally {
    libc.usleep = usleep;
  }
  expect(breaths).toEqual([100]);
});

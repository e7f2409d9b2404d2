// Checks that a reactor goes on when the kernel fails it.
import { expect, test } from "bun:test";
import { EPOLL_CTL_DEL, EPOLLIN } from "../../../../ffi/constants.ts";
import { EBADF, SystemError } from "../../../../ffi/errno.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { Reactor } from "../../../../src/reactor/reactor.ts";
import { failingOnce } from "../../failing-once.ts";
import { runUntilStopped } from "./deadline.ts";

test("run() tells of a wait that has failed, and waits again", () => {
  const told: unknown[] = [];
  using reactor = new Reactor({ failed: (error) => told.push(error) });
  using ends = pipe();
  using _watch = reactor.watch(ends.readEnd, EPOLLIN, () => reactor.stop());
  ends.writeEnd.close();
  failingOnce(
    "epoll_wait",
    (real) => real(-1, new Uint8Array(12), 1, 0),
    () => runUntilStopped(reactor),
  );
  expect(told).toEqual([new SystemError("epoll_wait", EBADF)]);
});

test("run() throws it when there is nobody to be told", () => {
  using reactor = new Reactor();
  failingOnce(
    "epoll_wait",
    (real) => real(-1, new Uint8Array(12), 1, 0),
    () => expect(() => reactor.run()).toThrow(new SystemError("epoll_wait", EBADF)),
  );
});

test("the end of a watch never fails its owner, who may be on the way to the end of everything", () => {
  const told: unknown[] = [];
  using reactor = new Reactor({ failed: (error) => told.push(error) });
  using ends = pipe();
  const watch = reactor.watch(ends.readEnd, EPOLLIN, () => {});
  failingOnce(
    "epoll_ctl",
    (real) => real(-1, EPOLL_CTL_DEL, 0, null),
    () => watch[Symbol.dispose](),
  );
  expect(told).toEqual([new SystemError("epoll_ctl", EBADF)]);
});

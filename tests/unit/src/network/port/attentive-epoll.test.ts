// Checks when the forwarder looks before it sleeps: by what its looks and sleeps wait for.
import { expect, spyOn, test } from "bun:test";
import { EPOLLIN } from "../../../../../ffi/constants.ts";
import { Epoll } from "../../../../../ffi/epoll.ts";
import { eventFd } from "../../../../../ffi/event.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { read, write } from "../../../../../ffi/io.ts";
import { libc } from "../../../../../ffi/libc.ts";
import { AttentiveEpoll } from "../../../../../src/network/port/attentive-epoll.ts";
import { BulkTraffic } from "../../../../../src/network/port/bulk-traffic.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { settle } from "../../turning.ts";

const FOR_EVER = -1;

/** With descriptors that become ready by `raise`, and are not any more once they have been reported. */
class Setup implements Disposable {
  readonly epoll: AttentiveEpoll;
  readonly #held = new DisposableStack();
  readonly #events: Fd[] = [];

  constructor(count: number, bulk = new BulkTraffic()) {
    this.epoll = this.#held.use(new AttentiveEpoll(bulk));
    for (let token = 0; token < count; token++) {
      const event = this.#held.use(eventFd());
      this.epoll.add(event, EPOLLIN, token);
      this.#events.push(event);
    }
  }

  raise(...tokens: readonly number[]): void {
    for (const token of tokens) {
      const event = this.#events[token];
      if (event !== undefined) write(event, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
    }
  }

  /** @returns the tokens */
  wait(timeout = FOR_EVER): number[] {
    const tokens: number[] = [];
    const count = this.epoll.wait(timeout, (token) => {
      const event = this.#events[token];
      if (event !== undefined) read(event, new Uint8Array(new ArrayBuffer(8)));
      tokens.push(token);
    });
    expect(count).toBe(tokens.length);
    return tokens;
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}

test("AttentiveEpoll reports what is ready, however many there are", () => {
  using setup = new Setup(5);
  for (const tokens of [[0], [1, 2], [0, 1, 2, 3, 4], [3], [4]]) {
    setup.raise(...tokens);
    expect(setup.wait().toSorted()).toEqual(tokens);
  }
});

test("AttentiveEpoll keeps a timeout", () => {
  using patient = new Setup(1);
  expect(patient.wait(0)).toEqual([]);
  expect(patient.wait(1)).toEqual([]);
});

test("AttentiveEpoll sleeps at once while there is bulk data, after a rest when it comes in small pieces", () => {
  using sink = eventFd();
  const bulk = new BulkTraffic();
  bulk.begin(sink, "never");
  using kernel = new FakeKernel();
  using restored = new DisposableStack();
  const { usleep } = libc;
  restored.defer(() => {
    libc.usleep = usleep;
  });
  const rests: number[] = [];
  libc.usleep = (microseconds) => rests.push(microseconds);
  using epoll = new AttentiveEpoll(bulk);
  bulk.passed(1024 * 1024);
  epoll.wait(FOR_EVER, () => {});
  expect(rests).toEqual([]);
  bulk.passed(1024);
  epoll.wait(FOR_EVER, () => {});
  epoll.wait(FOR_EVER, () => {});
  expect(rests).toEqual([20]);
  expect(kernel.looks).toBe(0);
});

test("AttentiveEpoll looks less and less often when nothing comes of it, and again when something has", () => {
  using kernel = new FakeKernel();
  using epoll = new AttentiveEpoll(new BulkTraffic());
  const attempts = (waits: number): number => {
    let found = 0;
    for (let left = waits; left > 0; left--) {
      kernel.looks = 0;
      epoll.wait(FOR_EVER, () => {});
      if (kernel.looks > 0) found++;
    }
    return found;
  };
  expect(attempts(1000)).toBe(11);
  kernel.eventsAtLook = 1;
  attempts(256);
  kernel.eventsAtLook = 0;
  expect(attempts(10)).toBe(3);
});

test("AttentiveEpoll leaves the processor to more than two who talk", () => {
  using kernel = new FakeKernel();
  using epoll = new AttentiveEpoll(new BulkTraffic());
  kernel.eventsAtLook = 3;
  expect(epoll.wait(FOR_EVER, () => {})).toBe(3);
  kernel.looks = 0;
  epoll.wait(FOR_EVER, () => {});
  expect(kernel.looks).toBe(0);
});

test("a Reactor waits with the AttentiveEpoll that it is given, and closes it", () => {
  const left = leftOpenBy(() => {
    const epoll = new AttentiveEpoll(new BulkTraffic());
    using waits = spyOn(epoll, "wait");
    using reactor = new Reactor({ epoll });
    settle(reactor);
    expect(waits).toHaveBeenCalled();
  });
  expect(left).toEqual([]);
});

/** What epoll_wait says: nothing at a look unless told otherwise, one event after a sleep. */
class FakeKernel implements Disposable {
  looks = 0;
  eventsAtLook = 0;
  readonly #spy = spyOn(Epoll.prototype, "wait").mockImplementation((timeout) => {
    if (timeout === FOR_EVER) return 1;
    this.looks++;
    return this.eventsAtLook;
  });

  [Symbol.dispose](): void {
    this.#spy.mockRestore();
  }
}

// Checks how a forwarded connection begins, ends by halves, and breaks.
import { expect, test } from "bun:test";
import { SHUT_WR } from "../../../../../ffi/constants.ts";
import { ECONNRESET, SystemError } from "../../../../../ffi/errno.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { read, write } from "../../../../../ffi/io.ts";
import { shutdown } from "../../../../../ffi/socket.ts";
import { resetOnClose } from "../../../../../ffi/socket-option.ts";
import { BulkTraffic } from "../../../../../src/network/port/bulk-traffic.ts";
import { Connection } from "../../../../../src/network/port/connection.ts";
import { COPY_SIZE } from "../../../../../src/network/port/direction.ts";
import { PipePool } from "../../../../../src/network/port/pipe-pool.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { runUntil, settle } from "../../turning.ts";
import { connectedPair } from "./loopback.ts";

const buffer = new Uint8Array(new ArrayBuffer(1024));

class Setup implements Disposable {
  readonly reactor = new Reactor();
  readonly #held = new DisposableStack();
  readonly client: Fd;
  readonly container: Fd;
  readonly up = { bytes: 0 };
  readonly down = { bytes: 0 };
  readonly endings: boolean[] = [];

  /** @param accepted instead of the other end of `client` */
  constructor(accepted?: Fd) {
    const [client, other] = connectedPair();
    const ours = accepted ?? other;
    if (accepted !== undefined) other.close();
    const [server, container] = connectedPair();
    this.#held.use(this.reactor);
    const pipes = this.#held.use(new PipePool());
    this.client = this.#held.use(client);
    this.container = this.#held.use(container);
    const means = { pipes, buffer: new Uint8Array(new ArrayBuffer(COPY_SIZE)), bulk: new BulkTraffic() };
    const ended = (reset: boolean): void => void this.endings.push(reset);
    const { reactor, up, down } = this;
    new Connection({ reactor, client: ours, server, near: true, means, up, down, ended });
  }

  [Symbol.dispose](): void {
    this.#held.dispose();
  }
}

function send(fd: Fd, text: string): void {
  write(fd, new TextEncoder().encode(text));
}

function received(fd: Fd): string {
  const count = read(fd, buffer);
  return count < 0 ? "nothing" : new TextDecoder().decode(buffer.subarray(0, count));
}

test("Connection passes bytes both ways and counts them", () => {
  using setup = new Setup();
  send(setup.client, "question");
  settle(setup.reactor);
  expect(received(setup.container)).toBe("question");
  send(setup.container, "yes");
  settle(setup.reactor);
  expect(received(setup.client)).toBe("yes");
  expect([setup.up.bytes, setup.down.bytes]).toEqual([8, 3]);
});

test("Connection passes on at once what the client has said before", () => {
  const [client, ours] = connectedPair();
  using _client = client;
  send(client, "early");
  using setup = new Setup(ours);
  expect(received(setup.container)).toBe("early");
});

test("Connection passes on the last words with the end", () => {
  using setup = new Setup();
  send(setup.client, "last words");
  shutdown(setup.client, SHUT_WR);
  settle(setup.reactor);
  expect(received(setup.container)).toBe("last words");
  expect(received(setup.container)).toBe("");
});

test("Connection passes the end of one half on, and is over with the second", () => {
  using setup = new Setup();
  shutdown(setup.client, SHUT_WR);
  settle(setup.reactor);
  expect(received(setup.container)).toBe("");
  send(setup.container, "after all");
  settle(setup.reactor);
  expect(received(setup.client)).toBe("after all");
  expect(setup.endings).toEqual([]);
  setup.container.close();
  settle(setup.reactor);
  expect(received(setup.client)).toBe("");
  expect(setup.endings).toEqual([false]);
});

test("Connection passes a reset on, from either side", () => {
  for (const [from, to] of [
    ["client", "container"],
    ["container", "client"],
  ] as const) {
    using setup = new Setup();
    resetOnClose(setup[from]);
    setup[from].close();
    runUntil(setup.reactor, "the end", () => setup.endings.length > 0);
    expect(setup.endings).toEqual([true]);
    expect(() => read(setup[to], buffer)).toThrow(new SystemError("read", ECONNRESET));
  }
});

test("Connection does not wake up for a client that has ended while its container is silent", () => {
  using setup = new Setup();
  shutdown(setup.client, SHUT_WR);
  settle(setup.reactor);
  const wait = process.resourceUsage().voluntaryContextSwitches;
  settle(setup.reactor, 20);
  // Each of the turns waits for a millisecond, which it would not if something were reported.
  expect(process.resourceUsage().voluntaryContextSwitches - wait).toBeGreaterThanOrEqual(10);
});

test("Connection leaves no descriptor open", () => {
  const left = leftOpenBy(() => {
    using setup = new Setup();
    setup.client.close();
    setup.container.close();
    runUntil(setup.reactor, "the end", () => setup.endings.length > 0);
  });
  expect(left).toEqual([]);
});

// Checks the console socket: one terminal is taken from one runtime, and nothing is left of it.
import { expect, test } from "bun:test";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { EPOLL_CTL_DEL, SOCK_STREAM } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { sendWithFds } from "../../../../../ffi/pass-fd.ts";
import { connectUnix, unixSocket } from "../../../../../ffi/socket.ts";
import { isTerminal } from "../../../../../ffi/terminal.ts";
import { ConsoleSocket } from "../../../../../src/monitor/create/console-socket.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { failingOnce } from "../../../failing-once.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf } from "../../bytes.ts";
import { PseudoTerminal } from "../../pseudo-terminal.ts";
import { runUntil, settle } from "../../turning.ts";

class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly received: Fd[] = [];
  readonly console = new ConsoleSocket(this.reactor, this.path, (terminal) => this.received.push(terminal));

  /** What a runtime does: connects, and stays connected until it is disposed. */
  connect(): Fd {
    const socket = unixSocket(SOCK_STREAM);
    connectUnix(socket, this.console.path);
    return socket;
  }

  /** Connects and sends descriptors. */
  send(...fds: readonly Fd[]): void {
    using socket = this.connect();
    sendWithFds(socket, bytesOf("/dev/pts/0"), fds);
  }

  override [Symbol.dispose](): void {
    this.console[Symbol.dispose]();
    for (const fd of this.received) fd.close();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

test("ConsoleSocket is the owner's alone, under a name of its own", () => {
  using site = new Site();
  using other = new ConsoleSocket(site.reactor, site.path, () => {});
  expect(lstatSync(site.console.path).mode & 0o777).toBe(0o700);
  expect(other.path).not.toBe(site.console.path);
});

test("ConsoleSocket leaves nothing when it cannot be made", () => {
  using directory = new TemporaryDirectory();
  using reactor = new Reactor();
  const attempt = (): void => expect(() => new ConsoleSocket(reactor, directory.path, () => {})).toThrow("EBADF");
  const both = (): void => {
    failingOnce("listen", (real) => real(-1, 1), attempt);
    failingOnce("epoll_ctl", (real) => real(-1, EPOLL_CTL_DEL, 0, null), attempt);
  };
  expect(leftOpenBy(both)).toEqual([]);
  expect(readdirSync(directory.path)).toEqual([]);
});

test("ConsoleSocket takes the terminal that the runtime sends, and goes away", () => {
  using site = new Site();
  using terminal = new PseudoTerminal();
  site.send(terminal.master);
  runUntil(site.reactor, "the terminal", () => site.received.length > 0);
  expect(site.received.map((fd) => isTerminal(fd))).toEqual([true]);
  expect(existsSync(site.console.path)).toBe(false);
});

test("ConsoleSocket takes a terminal that comes some time after the connection", () => {
  using site = new Site();
  using terminal = new PseudoTerminal();
  using socket = site.connect();
  settle(site.reactor);
  expect(existsSync(site.console.path)).toBe(false);
  sendWithFds(socket, bytesOf("x"), [terminal.master]);
  runUntil(site.reactor, "the terminal", () => site.received.length > 0);
});

test("ConsoleSocket closes what comes along with the terminal", () => {
  using terminal = new PseudoTerminal();
  using other = new PseudoTerminal();
  const receive = (): void => {
    using again = new Site();
    again.send(terminal.master, other.master, other.master);
    runUntil(again.reactor, "the terminal", () => again.received.length > 0);
    expect(again.received.length).toBe(1);
  };
  expect(leftOpenBy(receive)).toEqual([]);
});

test("ConsoleSocket.takeNow() takes a terminal before the reactor sees it", () => {
  using site = new Site();
  using terminal = new PseudoTerminal();
  site.send(terminal.master);
  site.console.takeNow();
  expect(site.received.length).toBe(1);
  site.console.takeNow();
  expect(site.received.length).toBe(1);
});

test("ConsoleSocket.takeNow() has nothing to take when nothing has come", () => {
  using site = new Site();
  site.console.takeNow();
  using _socket = site.connect();
  site.console.takeNow();
  expect(site.received).toEqual([]);
});

test("ConsoleSocket gets no terminal from a runtime that sends none", () => {
  using site = new Site();
  site.connect().close();
  settle(site.reactor);
  expect(site.received).toEqual([]);
  expect(readdirSync(site.path)).toEqual([]);
});

test("ConsoleSocket leaves nothing behind when nobody comes", () => {
  using site = new Site();
  site.console[Symbol.dispose]();
  site.console[Symbol.dispose]();
  expect(readdirSync(site.path)).toEqual([]);
  expect(leftOpenBy(() => new Site()[Symbol.dispose]())).toEqual([]);
});

test("ConsoleSocket cannot be made where it has no place", () => {
  using reactor = new Reactor();
  const long = `/tmp/${"x".repeat(200)}`;
  for (const [directory, error] of [
    ["/nowhere-at-all", "ENOENT"],
    [long, "ENAMETOOLONG"],
  ] as const) {
    const failing = (): void => expect(() => new ConsoleSocket(reactor, directory, () => {})).toThrow(error);
    expect(leftOpenBy(failing)).toEqual([]);
  }
});

// Checks that a container's service notifications reach the host, and only those that may.
import { expect, test } from "bun:test";
import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { SOCK_DGRAM, SOCK_NONBLOCK } from "../../../../../ffi/constants.ts";
import type { Fd } from "../../../../../ffi/fd.ts";
import { read } from "../../../../../ffi/io.ts";
import { bindUnix, connectUnix, send, unixSocket } from "../../../../../ffi/socket.ts";
import { NotifyProxy } from "../../../../../src/monitor/notify/notify-proxy.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { leftOpenBy } from "../../../ffi/leaks.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { bytesOf, textOf } from "../../bytes.ts";
import { RecordedDiagnostics } from "../../recorded-diagnostics.ts";
import { runUntil, settle } from "../../turning.ts";

class Site extends TemporaryDirectory {
  readonly reactor = new Reactor();
  readonly diagnostics = new RecordedDiagnostics();
  readonly bundle = this.at("bundle");
  readonly socket = `${this.bundle}/notify/notify.sock`;
  readonly proxy: NotifyProxy;
  #host: Fd | undefined;

  constructor(hostSocket?: string, before: (site: Site) => void = () => {}) {
    super();
    mkdirSync(this.bundle);
    before(this);
    const { reactor, bundle, diagnostics } = this;
    this.proxy = new NotifyProxy({ reactor, bundle, hostSocket: hostSocket ?? this.at("host"), diagnostics });
  }

  /** The service manager begins to listen. */
  listen(address = this.at("host")): this {
    this.#host = unixSocket(SOCK_DGRAM | SOCK_NONBLOCK);
    bindUnix(this.#host, address);
    return this;
  }

  /** A service in the container says something. */
  say(text: string): void {
    using socket = unixSocket(SOCK_DGRAM);
    connectUnix(socket, this.socket);
    send(socket, bytesOf(text));
  }

  /** What the service manager hears next; empty for nothing. */
  heard(): string {
    if (this.#host === undefined) return "";
    const buffer = new Uint8Array(new ArrayBuffer(8192));
    const count = read(this.#host, buffer);
    return count > 0 ? textOf(buffer.subarray(0, count)) : "";
  }

  override [Symbol.dispose](): void {
    this.proxy[Symbol.dispose]();
    this.#host?.close();
    this.reactor[Symbol.dispose]();
    super[Symbol.dispose]();
  }
}

test("NotifyProxy listens in the bundle, for every user", () => {
  using site = new Site();
  expect(lstatSync(site.socket).isSocket()).toBe(true);
  expect(lstatSync(site.socket).mode & 0o777).toBe(0o777);
});

test("NotifyProxy passes on what may be passed on", () => {
  using site = new Site().listen();
  site.say("READY=1\nMAINPID=1\nSTATUS=fine");
  expect(runUntil(site.reactor, "the news", () => site.heard())).toBe("READY=1\nSTATUS=fine\n");
});

test("NotifyProxy says nothing when nothing may be passed on", () => {
  using site = new Site().listen();
  site.say("MAINPID=1\nFDSTORE=1");
  site.say("");
  settle(site.reactor);
  expect(site.heard()).toBe("");
});

test("NotifyProxy reaches an abstract socket", () => {
  const name = `ctrmon-test-${process.pid}`;
  using site = new Site(`@${name}`).listen(`\0${name}`);
  site.say("READY=1");
  runUntil(site.reactor, "the news", () => site.heard() === "READY=1\n");
  expect(site.diagnostics.lines).toEqual([]);
});

test("NotifyProxy goes on when nobody listens on the host", () => {
  using site = new Site();
  site.say("READY=1");
  runUntil(site.reactor, "the warning", () => site.diagnostics.lines.length > 0);
  expect(site.diagnostics.lines[0]).toStartWith(`warning: Cannot pass on a notification to ${site.at("host")}: `);
  site.listen();
  site.say("WATCHDOG=1");
  runUntil(site.reactor, "the news", () => site.heard() === "WATCHDOG=1\n");
});

test("NotifyProxy.drain() passes on the last words, and ends although somebody goes on", () => {
  using site = new Site().listen();
  site.say("STOPPING=1");
  site.proxy.drain();
  expect(site.heard()).toBe("STOPPING=1\n");
  site.proxy.drain();
  expect(site.heard()).toBe("");
});

test("NotifyProxy replaces an old socket, and works in a directory that is there", () => {
  const before = (site: Site): void => {
    mkdirSync(`${site.bundle}/notify`);
    writeFileSync(site.socket, "stale");
  };
  using site = new Site(undefined, before).listen();
  site.say("READY=1");
  runUntil(site.reactor, "the news", () => site.heard() === "READY=1\n");
});

test("NotifyProxy takes its socket away and keeps nothing open", () => {
  using site = new Site();
  site.proxy[Symbol.dispose]();
  expect(existsSync(site.socket)).toBe(false);
  expect(leftOpenBy(() => new Site()[Symbol.dispose]())).toEqual([]);
});

test("NotifyProxy works in a bundle whose path is too long for a socket", () => {
  using directory = new TemporaryDirectory();
  const bundle = directory.at(`${"x".repeat(200)}/${"y".repeat(200)}`);
  mkdirSync(bundle, { recursive: true });
  using reactor = new Reactor();
  const parts = { reactor, bundle, hostSocket: "@nobody", diagnostics: new RecordedDiagnostics() };
  using _proxy = new NotifyProxy(parts);
  expect(lstatSync(`${bundle}/notify/notify.sock`).isSocket()).toBe(true);
});

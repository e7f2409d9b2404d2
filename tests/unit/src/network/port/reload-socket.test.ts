// Checks the socket by which the container's address is changed.

import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { SOCK_NONBLOCK, SOCK_SEQPACKET } from "../../../../../ffi/constants.ts";
import { read, writeAll } from "../../../../../ffi/io.ts";
import { connectUnix, unixSocket } from "../../../../../ffi/socket.ts";
import { serveReloads } from "../../../../../src/network/port/reload-socket.ts";
import { Reactor } from "../../../../../src/reactor/reactor.ts";
import { TemporaryDirectory } from "../../../ffi/temporary-directory.ts";
import { runUntil } from "../../turning.ts";

function ask(message: string, change: (ip: string) => void): string {
  using directory = new TemporaryDirectory();
  using reactor = new Reactor();
  using _server = serveReloads(reactor, { directory: directory.at("rp"), name: "container" }, change);
  using socket = unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
  connectUnix(socket, directory.at("rp/container"));
  writeAll(socket, new TextEncoder().encode(message));
  const buffer = new Uint8Array(new ArrayBuffer(1000));
  const answer = runUntil(reactor, "an answer", () => {
    const count = read(socket, buffer);
    return count < 0 ? undefined : new TextDecoder().decode(buffer.subarray(0, count));
  });
  return answer ?? "";
}

test("serveReloads() takes an address and says OK", () => {
  const taken: string[] = [];
  expect(ask('"10.0.2.100"', (ip) => void taken.push(ip))).toBe("OK");
  expect(taken).toEqual(["10.0.2.100"]);
});

test("serveReloads() says what is wrong", () => {
  const refuse = (): void => {
    throw new Error("not there");
  };
  expect(ask('"10.0.2.100"', refuse)).toBe("not there");
  expect(ask("{}", refuse)).toBe("not an address: {}");
  expect(ask("nonsense", refuse)).toContain("JSON");
});

test("serveReloads() takes the place of a dead socket, works below long paths, and leaves nothing", () => {
  using directory = new TemporaryDirectory();
  using reactor = new Reactor();
  const place = { directory: directory.at("d".repeat(120)), name: "container" };
  const server = serveReloads(reactor, place, () => undefined);
  const second = serveReloads(reactor, place, () => undefined);
  expect(existsSync(`${place.directory}/container`)).toBe(true);
  second[Symbol.dispose]();
  server[Symbol.dispose]();
  expect(existsSync(`${place.directory}/container`)).toBe(false);
});

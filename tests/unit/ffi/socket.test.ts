// Checks Unix-domain sockets.
import { expect, test } from "bun:test";
import { lstatSync, readFileSync } from "node:fs";
import {
  F_GETFD,
  F_GETFL,
  FD_CLOEXEC,
  MSG_DONTWAIT,
  O_NONBLOCK,
  SHUT_WR,
  SOCK_NONBLOCK,
  SOCK_SEQPACKET,
  SOCK_STREAM,
} from "../../../ffi/constants.ts";
import { EADDRINUSE, ECONNREFUSED, EINVAL, ENAMETOOLONG, ENOENT, EPIPE, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { NOT_READY, read } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import * as socket from "../../../ffi/socket.ts";
import { leftOpenBy } from "./leaks.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

const buffer = new Uint8Array(new ArrayBuffer(64));

test("socketPair() connects two sockets, close-on-exec, that keep messages apart or not", () => {
  for (const [type, lengths] of [
    [SOCK_SEQPACKET, [3, 0, 2]],
    [SOCK_STREAM, [5]],
  ] as const) {
    const [a, b] = socket.socketPair(type);
    using _a = a;
    using _b = b;
    expect(libc.fcntl(a.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
    expect([bytesOf("abc"), bytesOf(""), bytesOf("de")].map((bytes) => socket.send(a, bytes))).toEqual([3, 0, 2]);
    expect(lengths.map(() => read(b, buffer))).toEqual([...lengths]);
  }
});

test("a socket file takes connections, non-blocking and close-on-exec", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("attach");
  using listener = listenerAt(path);
  expect(lstatSync(path).isSocket()).toBe(true);
  expect(socket.accept(listener)).toBeUndefined();

  using client = socket.unixSocket(SOCK_SEQPACKET);
  socket.connectUnix(client, path);
  using accepted = socket.accept(listener) ?? new Fd(-1);
  expect(libc.fcntl(accepted.number, F_GETFD, 0)).toBe(FD_CLOEXEC);
  expect(libc.fcntl(accepted.number, F_GETFL, 0) & O_NONBLOCK).toBe(O_NONBLOCK);
  expect(read(accepted, buffer)).toBe(NOT_READY);
  socket.send(client, bytesOf("hello"));
  expect(read(accepted, buffer)).toBe(5);
});

test("bindUnix() and connectUnix() take paths of 107 bytes and refuse longer ones", () => {
  using directory = new TemporaryDirectory();
  const longest = directory.at("x".repeat(107 - directory.at("").length));
  expect(longest).toHaveLength(107);
  using _listener = listenerAt(longest);
  using client = socket.unixSocket(SOCK_SEQPACKET);
  socket.connectUnix(client, longest);
  using other = socket.unixSocket(SOCK_SEQPACKET);
  const longer = `${longest}x`;
  expect(() => socket.bindUnix(other, longer)).toThrow(new SystemError("bind", ENAMETOOLONG, longer));
  expect(() => socket.connectUnix(other, longer)).toThrow(new SystemError("connect", ENAMETOOLONG, longer));
});

test("bindUnix() takes an abstract name, which begins with NUL and ends with its length", () => {
  const name = `\0ctrmon-test-${process.pid}`;
  using _listener = listenerAt(name);
  using client = socket.unixSocket(SOCK_SEQPACKET);
  socket.connectUnix(client, name);
  expect(() => socket.connectUnix(client, `${name}\0`)).toThrow(SystemError);
  expect(readFileSync("/proc/net/unix", "latin1")).toInclude(`@ctrmon-test-${process.pid}\n`);
});

test("bindUnix() refuses an empty path, and a NUL inside, which would be another name", () => {
  using fd = socket.unixSocket(SOCK_STREAM);
  expect(() => socket.bindUnix(fd, "")).toThrow(new SystemError("bind", ENOENT, ""));
  expect(() => socket.connectUnix(fd, "a\0b")).toThrow(TypeError);
});

test("bindUnix() and connectUnix() throw with the path", () => {
  using directory = new TemporaryDirectory();
  const path = directory.at("socket");
  using fd = socket.unixSocket(SOCK_SEQPACKET);
  expect(() => socket.connectUnix(fd, path)).toThrow(new SystemError("connect", ENOENT, path));
  listenerAt(path).close();
  expect(() => socket.connectUnix(fd, path)).toThrow(new SystemError("connect", ECONNREFUSED, path));
  expect(() => socket.bindUnix(fd, path)).toThrow(new SystemError("bind", EADDRINUSE, path));
});

test("accept() and listen() throw what the kernel says", () => {
  using fd = socket.unixSocket(SOCK_STREAM);
  expect(() => socket.accept(fd)).toThrow(new SystemError("accept4", EINVAL));
  expect(() => socket.listen(new Fd(1_000_000), 1)).toThrow(SystemError);
});

test("send() says when there is no room", () => {
  const [a, b] = socket.socketPair(SOCK_SEQPACKET | SOCK_NONBLOCK);
  using _a = a;
  using _b = b;
  const block = new Uint8Array(new ArrayBuffer(8192));
  let sent = 0;
  while (socket.send(a, block, MSG_DONTWAIT) !== NOT_READY) sent++;
  expect(sent).toBeGreaterThan(0);
  read(b, new Uint8Array(new ArrayBuffer(8192)));
  expect(socket.send(a, block)).toBe(8192);
});

test("send() to a peer that is gone throws and raises no signal", () => {
  const [a, b] = socket.socketPair(SOCK_STREAM);
  using _a = a;
  b.close();
  expect(() => socket.send(a, bytesOf("x"))).toThrow(new SystemError("send", EPIPE));
});

test("shutdown() ends one direction, and does not mind a peer that is gone", () => {
  const [a, b] = socket.socketPair(SOCK_STREAM);
  using _a = a;
  using _b = b;
  socket.shutdown(a, SHUT_WR);
  expect(read(b, buffer)).toBe(0);
  expect(socket.send(b, bytesOf("back"))).toBe(4);
  b.close();
  socket.shutdown(a, SHUT_WR);
});

test("sockets that cannot be made or bound leave nothing open", () => {
  const attempt = (): void => {
    expect(() => socket.socketPair(99)).toThrow(new SystemError("socketpair", EINVAL));
    expect(() => socket.unixSocket(99)).toThrow(new SystemError("socket", EINVAL));
    using fd = socket.unixSocket(SOCK_STREAM);
    expect(() => socket.bindUnix(fd, "/there/is/no/such/directory/x")).toThrow(SystemError);
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

function listenerAt(path: string): Fd {
  const listener = socket.unixSocket(SOCK_SEQPACKET | SOCK_NONBLOCK);
  socket.bindUnix(listener, path);
  socket.listen(listener, 5);
  return listener;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

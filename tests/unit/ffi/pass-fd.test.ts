// Checks descriptors that travel over Unix sockets.
import { expect, test } from "bun:test";
import { F_GETFD, FD_CLOEXEC, O_RDONLY, SOCK_NONBLOCK, SOCK_SEQPACKET, SOCK_STREAM } from "../../../ffi/constants.ts";
import { EBADF, EINVAL, EPIPE, SystemError } from "../../../ffi/errno.ts";
import { Fd } from "../../../ffi/fd.ts";
import { open } from "../../../ffi/file.ts";
import { NOT_READY, read, write } from "../../../ffi/io.ts";
import { libc } from "../../../ffi/libc.ts";
import { type ReceivedMessage, receiveWithFds, sendWithFds } from "../../../ffi/pass-fd.ts";
import { pipe } from "../../../ffi/pipe.ts";
import { send, socketPair } from "../../../ffi/socket.ts";
import { openFiles } from "../../helpers/processes.ts";
import { collectBefore, makeGarbage } from "./garbage.ts";
import { leftOpenBy } from "./leaks.ts";
import { resultOf } from "./programs.ts";

for (const [name, type] of [
  ["SEQPACKET", SOCK_SEQPACKET],
  ["STREAM", SOCK_STREAM],
] as const) {
  test(`a descriptor sent over ${name} is the same file, close-on-exec`, () => {
    using sockets = new Sockets(type);
    using ends = pipe();
    expect(sendWithFds(sockets.a, bytesOf("hello"), [ends.readEnd])).toBe(5);
    using message = new Received(receiveWithFds(sockets.b, 64));
    expect(message.text).toBe("hello");
    const [fd] = message.fds;
    expect(message.fds).toHaveLength(1);
    expect(fd?.number).not.toBe(ends.readEnd.number);
    expect(libc.fcntl(fd?.number ?? -1, F_GETFD, 0)).toBe(FD_CLOEXEC);
    write(ends.writeEnd, bytesOf("through"));
    ends.readEnd.close();
    expect(read(fd ?? new Fd(-1), new Uint8Array(new ArrayBuffer(16)))).toBe(7);
  });

  test(`several descriptors arrive over ${name} in their order`, () => {
    using sockets = new Sockets(type);
    for (const count of [0, 1, 2, 3, 100, 253]) {
      const paths = Array.from({ length: count }, (_, index) => ["/", "/proc", "/dev"][index % 3] ?? "/");
      const sent = paths.map((path) => open(path, O_RDONLY));
      sendWithFds(sockets.a, bytesOf("x"), sent);
      for (const fd of sent) fd.close();
      using message = new Received(receiveWithFds(sockets.b, 64));
      const files = openFiles("self");
      expect(message.fds.map((fd) => files.get(fd.number) ?? "")).toEqual(paths);
    }
  });

  test(`receiveWithFds() tells nothing just now from the end of ${name}`, () => {
    using sockets = new Sockets(type | SOCK_NONBLOCK);
    expect(receiveWithFds(sockets.b, 64)).toBeUndefined();
    send(sockets.a, bytesOf("plain"));
    using message = new Received(receiveWithFds(sockets.b, 64));
    expect([message.text, message.fds.length]).toEqual(["plain", 0]);
    sockets.a.close();
    using end = new Received(receiveWithFds(sockets.b, 64));
    expect([end.text, end.fds.length]).toEqual(["", 0]);
  });
}

test("receiveWithFds() takes no more bytes than its capacity", () => {
  using sockets = new Sockets(SOCK_STREAM);
  send(sockets.a, bytesOf("0123456789"));
  using first = new Received(receiveWithFds(sockets.b, 4));
  using rest = new Received(receiveWithFds(sockets.b, 64));
  expect([first.text, rest.text]).toEqual(["0123", "456789"]);
});

test("sendWithFds() sends a message without bytes, as a memory file travels to the journal", () => {
  using sockets = new Sockets(SOCK_SEQPACKET);
  expect(sendWithFds(sockets.a, bytesOf(""), [sockets.a])).toBe(0);
  using message = new Received(receiveWithFds(sockets.b, 64));
  expect([message.text, message.fds.length]).toEqual(["", 1]);
});

test("sendWithFds() says when there is no room", () => {
  using sockets = new Sockets(SOCK_SEQPACKET | SOCK_NONBLOCK);
  let sent = 0;
  while (sendWithFds(sockets.a, bytesOf("x"), [sockets.a]) !== NOT_READY) sent++;
  expect(sent).toBeGreaterThan(0);
  for (let round = 0; round < sent; round++) new Received(receiveWithFds(sockets.b, 1))[Symbol.dispose]();
  expect(receiveWithFds(sockets.b, 1)).toBeUndefined();
});

test("sendWithFds() throws what the kernel says, and nothing is sent", () => {
  using sockets = new Sockets(SOCK_SEQPACKET | SOCK_NONBLOCK);
  using gone = new Sockets(SOCK_SEQPACKET);
  gone.b.close();
  const many = Array.from({ length: 254 }, () => sockets.a);
  const attempt = (): void => {
    expect(() => sendWithFds(sockets.a, bytesOf("x"), many)).toThrow(new SystemError("sendmsg", EINVAL));
    expect(() => sendWithFds(sockets.a, bytesOf("x"), [new Fd(1_000_000)])).toThrow(new SystemError("sendmsg", EBADF));
    expect(() => sendWithFds(gone.a, bytesOf("x"), [sockets.a])).toThrow(new SystemError("sendmsg", EPIPE));
    expect(receiveWithFds(sockets.b, 64)).toBeUndefined();
  };
  expect(leftOpenBy(attempt)).toEqual([]);
});

test("receiveWithFds() throws when descriptors are lost, and closes those that came", () => {
  const lost = "Error: recvmsg: descriptors were lost: the limit of open files is reached";
  expect(resultOf(`${import.meta.dir}/programs/receive-over-limit.ts`)).toEqual([
    { room: 0, result: lost, left: 0 },
    { room: 1, result: lost, left: 0 },
    { room: 2, result: lost, left: 0 },
    { room: 3, result: "3 received", left: 0 },
  ]);
});

test("sendWithFds() and receiveWithFds() keep their buffers through collections", () => {
  using sockets = new Sockets(SOCK_SEQPACKET);
  {
    using _sending = collectBefore("sendmsg");
    using _receiving = collectBefore("recvmsg");
    for (let round = 0; round < 50; round++) exchange(sockets, round);
  }
  for (let round = 0; round < 20_000; round++) {
    exchange(sockets, round);
    if (round % 100 === 0) makeGarbage();
  }
}, 20_000);

function exchange({ a, b }: Sockets, round: number): void {
  sendWithFds(a, bytesOf(`message ${round}`), [a]);
  using message = new Received(receiveWithFds(b, 64));
  if (message.text !== `message ${round}` || message.fds.length !== 1) throw new Error(`wrong in round ${round}`);
}

class Sockets implements Disposable {
  readonly a: Fd;
  readonly b: Fd;

  constructor(type: number) {
    [this.a, this.b] = socketPair(type);
  }

  [Symbol.dispose](): void {
    this.a.close();
    this.b.close();
  }
}

/** A message whose descriptors are closed at the end of the block. */
class Received implements Disposable {
  readonly text: string;
  readonly fds: readonly Fd[];

  constructor(message: ReceivedMessage | undefined) {
    this.text = Buffer.from(message?.bytes ?? []).toString();
    this.fds = message?.fds ?? [];
  }

  [Symbol.dispose](): void {
    for (const fd of this.fds) fd.close();
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

// Tests of src/engine/receive.ts, with a real pair of sockets.
import { expect, test } from "bun:test";
import { SOCK_SEQPACKET } from "../../../../ffi/constants.ts";
import { Fd } from "../../../../ffi/fd.ts";
import { send, socketPair } from "../../../../ffi/socket.ts";
import { receive } from "../../../../src/engine/receive.ts";

const buffer = new Uint8Array(new ArrayBuffer(8));

test("receive() gives a packet, and takes a reset connection for its end", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using socket = ours;
  send(theirs, new Uint8Array(new ArrayBuffer(3)));
  expect(receive(socket, buffer)).toBe(3);
  send(socket, buffer);
  theirs.close();
  expect(receive(socket, buffer)).toBe(0);
});

test("receive() throws for what is not open", () => {
  expect(() => receive(new Fd(999_999), buffer)).toThrow("read: EBADF");
});

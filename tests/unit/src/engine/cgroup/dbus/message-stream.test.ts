// Checks that messages come whole out of any pieces.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { encodeMessage, type Message } from "../../../../../../src/engine/cgroup/dbus/message.ts";
import { MessageStream } from "../../../../../../src/engine/cgroup/dbus/message-stream.ts";
import { integer, randomTyped } from "./random-values.ts";

function someMessages(count: number): (Message & { readonly type: "signal" })[] {
  return Array.from({ length: count }, (_, index) => {
    const { signature, value } = randomTyped();
    return { type: "signal" as const, serial: index + 1, path: "/a", signature, body: [value] };
  });
}

function take(stream: MessageStream): Message[] {
  const taken: Message[] = [];
  for (let message = stream.next(); message !== undefined; message = stream.next()) taken.push(message);
  return taken;
}

test("MessageStream gives the messages back, whatever the pieces are", () => {
  for (let round = 0; round < 100; round++) {
    const messages = someMessages(5);
    const bytes = Buffer.concat(messages.map(encodeMessage));
    const stream = new MessageStream();
    const received: Message[] = [];
    for (let at = 0; at < bytes.length; ) {
      // The piece is one buffer that is used again and again.
      const piece = bytes.subarray(at, at + (round === 0 ? 1 : integer(1, 200)));
      const copy = Uint8Array.from(piece);
      stream.push(copy);
      copy.fill(0xff);
      at += piece.length;
      received.push(...take(stream));
    }
    expect(received).toEqual(messages);
    expect(stream.next()).toBeUndefined();
  }
});

test("MessageStream takes many messages in one piece", () => {
  const messages = someMessages(50);
  const stream = new MessageStream();
  stream.push(Buffer.concat(messages.map(encodeMessage)));
  expect(take(stream)).toEqual(messages);
});

test("MessageStream refuses what is no message, as soon as that is clear", () => {
  const stream = new MessageStream();
  stream.push(new Uint8Array(15));
  expect(stream.next()).toBeUndefined();
  stream.push(new Uint8Array(1));
  expect(() => stream.next()).toThrow(DbusProtocolError);
});

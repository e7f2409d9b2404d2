// Checks messages: against libdbus, there and back, and bounds.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import {
  decodeMessage,
  encodeMessage,
  type Message,
  MOST_MESSAGE_BYTES,
  messageLength,
} from "../../../../../../src/engine/cgroup/dbus/message.ts";
import { LIBDBUS_BYTES, LIBDBUS_MESSAGE } from "./libdbus-message.ts";
import { integer, oneOf, randomTyped } from "./random-values.ts";

test("encodeMessage() writes what libdbus writes, and decodeMessage() reads it", () => {
  expect(encodeMessage(LIBDBUS_MESSAGE).toHex()).toBe(LIBDBUS_BYTES.toHex());
  expect(decodeMessage(LIBDBUS_BYTES)).toEqual(LIBDBUS_MESSAGE);
  expect(messageLength(LIBDBUS_BYTES.subarray(0, 16))).toBe(LIBDBUS_BYTES.length);
});

test("decodeMessage() reads a big-endian message", () => {
  // An error: field 4 its name, field 5 the serial that it answers; no body.
  const bytes = Uint8Array.fromHex(
    "42030001000000000000000200000018" + "0401730000000003612e620000000000" + "0501750000000007",
  );
  expect(messageLength(bytes)).toBe(bytes.length);
  expect(decodeMessage(bytes)).toEqual({
    type: "error",
    serial: 2,
    errorName: "a.b",
    replySerial: 7,
    signature: "",
    body: [],
  });
});

test("decodeMessage(encodeMessage()) gives every message back, at the length that it says", () => {
  for (let round = 0; round < 500; round++) {
    const { signature, value } = randomTyped();
    const message = {
      type: oneOf(["method call", "method return", "error", "signal"] as const),
      serial: integer(1, 2 ** 32 - 1),
      ...(round % 2 === 0 ? { path: "/a" } : { replySerial: round }),
      ...(round % 3 === 0 ? { member: "M", interface: "a.b" } : { sender: ":1.1", errorName: "a.b" }),
      signature,
      body: [value],
    };
    const bytes = encodeMessage(message);
    expect(messageLength(bytes)).toBe(bytes.length);
    expect(decodeMessage(bytes)).toEqual(message as Message);
  }
});

test("decodeMessage() leaves out fields and types that it does not know", () => {
  // Field 9, the number of descriptors; type 5.
  const bytes = Uint8Array.fromHex("6c050001000000000100000008000000" + "0901750001000000");
  expect(decodeMessage(bytes)).toEqual({ type: "other", serial: 1, signature: "", body: [] });
});

test("decodeMessage() and messageLength() refuse what is no message", () => {
  const head = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = encodeMessage({ type: "signal", serial: 1, path: "/a", signature: "", body: [] });
    change(bytes);
    return bytes;
  };
  const order = head((bytes) => bytes.set([0x41], 0));
  expect(() => messageLength(order)).toThrow(
    new DbusProtocolError('A message begins with byte 65 instead of "l" or "B"'),
  );
  expect(() => decodeMessage(order)).toThrow(DbusProtocolError);
  expect(() => messageLength(head((bytes) => bytes.set([2], 3)))).toThrow("D-Bus has no version 2");
  const huge = head((bytes) => new DataView(bytes.buffer).setUint32(4, MOST_MESSAGE_BYTES, true));
  expect(() => messageLength(huge)).toThrow(`A message of ${MOST_MESSAGE_BYTES + 32} bytes is too long`);
  const fields = head((bytes) => new DataView(bytes.buffer).setUint32(12, 2 ** 32 - 1, true));
  expect(() => messageLength(fields)).toThrow("bytes is too long");
  expect(() => decodeMessage(head((bytes) => bytes.set([0], 8)))).toThrow("A message has serial 0");
  // The path as a string
  expect(() => decodeMessage(head((bytes) => bytes.set([0x73], 18)))).toThrow('Header field path has type "s"');
});

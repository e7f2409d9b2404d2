// Checks the messages between the forwarder's two processes.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6 } from "../../../../../ffi/constants.ts";
import {
  decodeSupplyMessage,
  encodeSupplyMessage,
  MOST_SOCKETS,
  SUPPLY_MESSAGE_SIZE,
  type SupplyMessage,
} from "../../../../../src/network/port/supply-message.ts";

const MESSAGES: readonly SupplyMessage[] = [
  { family: AF_INET, transport: "tcp", count: 0, errno: 0 },
  { family: AF_INET6, transport: "udp", count: MOST_SOCKETS, errno: 24 },
];

test("decodeSupplyMessage() reads what encodeSupplyMessage() writes", () => {
  for (const message of MESSAGES) {
    const bytes = encodeSupplyMessage(message);
    expect(bytes.length).toBe(SUPPLY_MESSAGE_SIZE);
    expect(decodeSupplyMessage(bytes)).toEqual(message);
  }
});

test("encodeSupplyMessage() refuses more sockets than a message carries", () => {
  const message: SupplyMessage = { family: AF_INET, transport: "tcp", count: MOST_SOCKETS + 1, errno: 0 };
  expect(() => encodeSupplyMessage(message)).toThrow(new RangeError("not a number of sockets: 254"));
});

test("decodeSupplyMessage() refuses what is no message", () => {
  for (const bytes of [[], [AF_INET, 0, 1], [1, 0, 1, 0, 0, 0, 0, 0], [AF_INET, 2, 1, 0, 0, 0, 0, 0]]) {
    expect(() => decodeSupplyMessage(Uint8Array.from(bytes))).toThrow(RangeError);
  }
});

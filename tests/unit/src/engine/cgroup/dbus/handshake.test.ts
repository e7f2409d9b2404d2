// Checks authentication, with the words of dbus-daemon and of systemd.
import { expect, test } from "bun:test";
import { DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { Handshake } from "../../../../../../src/engine/cgroup/dbus/handshake.ts";

const OK = "OK 0123456789abcdef0123456789abcdef\r\n";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test("Handshake names no user, and begins when it is let in", () => {
  expect(Handshake.opening).toBe("\0AUTH EXTERNAL\r\n");
  const handshake = new Handshake();
  expect(handshake.receive(bytes("DATA\r\n"))).toBe("DATA\r\n");
  expect(handshake.isDone).toBe(false);
  expect(handshake.receive(bytes(OK))).toBe("BEGIN\r\n");
  expect(handshake.isDone).toBe(true);
});

test("Handshake is let in at once by a server that asks nothing", () => {
  const handshake = new Handshake();
  expect(handshake.receive(bytes(OK))).toBe("BEGIN\r\n");
});

test("Handshake reads lines from any pieces", () => {
  const handshake = new Handshake();
  let sent = "";
  for (const byte of bytes(`DATA\r\n${OK}`)) sent += handshake.receive(Uint8Array.of(byte));
  expect(sent).toBe("DATA\r\nBEGIN\r\n");
  expect(new Handshake().receive(bytes(`DATA\r\n${OK}`))).toBe("DATA\r\nBEGIN\r\n");
});

test("Handshake says why it is not let in", () => {
  for (const [line, why] of [
    ["REJECTED EXTERNAL DBUS_COOKIE_SHA1", "The bus does not let this user in; it takes EXTERNAL DBUS_COOKIE_SHA1"],
    ["REJECTED", "The bus does not let this user in; it takes nobody"],
    ['ERROR "what?"', 'The bus answers to authentication: "ERROR "what?""'],
    ["HTTP/1.1 400 Bad Request", 'The bus answers to authentication: "HTTP/1.1 400 Bad Request"'],
    ["", 'The bus answers to authentication: ""'],
  ] as const) {
    expect(() => new Handshake().receive(bytes(`${line}\r\n`))).toThrow(new DbusProtocolError(why));
  }
});

test("Handshake does not read for ever, nor on when it is done", () => {
  expect(() => new Handshake().receive(bytes("x".repeat(17_000)))).toThrow("The bus sends a line without an end");
  expect(() => new Handshake().receive(bytes(`${OK}DATA\r\n`))).toThrow('The bus says "DATA" where it should wait');
});

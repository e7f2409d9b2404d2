// Checks the words of errors that come over a bus.
import { expect, test } from "bun:test";
import { DbusError, DbusProtocolError } from "../../../../../../src/engine/cgroup/dbus/dbus-error.ts";
import { EngineError } from "../../../../../../src/engine/errors.ts";

test("DbusError has the error's name and the peer's words", () => {
  const error = new DbusError("org.example.Error.Full", "no room");
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({
    name: "DbusError",
    errorName: "org.example.Error.Full",
    text: "no room",
    message: "org.example.Error.Full: no room",
  });
  expect(new DbusError("org.example.Error", "").message).toBe("org.example.Error");
});

test("DbusProtocolError is an error of the engine's", () => {
  expect(new DbusProtocolError("x")).toBeInstanceOf(EngineError);
});

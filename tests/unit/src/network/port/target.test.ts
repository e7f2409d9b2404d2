// Checks where connections go.
import { expect, test } from "bun:test";
import { AF_INET, AF_INET6 } from "../../../../../ffi/constants.ts";
import { Target } from "../../../../../src/network/port/target.ts";

test("Target is the loopback device when no address is given", () => {
  const target = new Target("");
  expect(target.family).toBe(AF_INET);
  expect(target.address(80).address).toEqual({ ip: "127.0.0.1", port: 80 });
});

test("change() leads all ports to another address, of the other family maybe", () => {
  const target = new Target("10.0.2.100");
  expect(target.address(80).address.ip).toBe("10.0.2.100");
  target.change("fd00::1");
  expect(target.family).toBe(AF_INET6);
  expect(target.address(80).address).toEqual({ ip: "fd00::1", port: 80 });
});

test("change() refuses what is no address, and changes nothing", () => {
  const target = new Target("10.0.2.100");
  expect(() => target.change("localhost")).toThrow('invalid ChildIP: "localhost"');
  expect(target.address(80).address.ip).toBe("10.0.2.100");
});

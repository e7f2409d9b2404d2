// Checks the grammar of --add-host.
import { expect, test } from "bun:test";
import { parseAddedHost } from "../../../../../../src/engine/spec/files/add-host.ts";

test("parseAddedHost() reads addresses of both versions", () => {
  expect(parseAddedHost("db:10.0.0.1")).toEqual({ name: "db", address: "10.0.0.1" });
  expect(parseAddedHost("db.local:fe80::1")).toEqual({ name: "db.local", address: "fe80::1" });
  expect(parseAddedHost("db:[::1]")).toEqual({ name: "db", address: "::1" });
});

test.each(["", "db", ":10.0.0.1", "db:", "db:host", "d b:10.0.0.1", "db:10.0.0.256"])(
  "parseAddedHost() refuses %p",
  (text) => {
    expect(() => parseAddedHost(text)).toThrow(`Invalid --add-host "${text}"`);
  },
);

// Checks the values of --log-path, as measured on conmon 2.1.6.
import { expect, test } from "bun:test";
import { parseLogTarget } from "../../../../src/protocol/log-target.ts";

function file(path: string): { driver: "k8s-file"; path: string } {
  return { driver: "k8s-file", path };
}

test("parseLogTarget() knows the drivers without a path, and ignores one", () => {
  for (const value of ["journald", "journald:", "journald::", "journald:/x"]) {
    expect(parseLogTarget(value)).toEqual({ driver: "journald" });
  }
  for (const value of ["passthrough", "passthrough:", "passthrough:/x"]) {
    expect(parseLogTarget(value)).toEqual({ driver: "passthrough" });
  }
  for (const value of ["none", "null", "off", "none:", "off:/x"]) {
    expect(parseLogTarget(value)).toEqual({ driver: "none" });
  }
});

test("parseLogTarget() knows the drivers with a path", () => {
  expect(parseLogTarget("k8s-file:/a/b.log")).toEqual(file("/a/b.log"));
  expect(parseLogTarget("json-file:/a/b.log")).toEqual({ driver: "json-file", path: "/a/b.log" });
  expect(parseLogTarget("k8s-file:k8s-file")).toEqual(file("k8s-file"));
});

test("parseLogTarget() takes a bare path for k8s-file", () => {
  for (const value of ["/a/b.log", ":/a/b.log", "::/a/b.log"]) expect(parseLogTarget(value)).toEqual(file("/a/b.log"));
  expect(parseLogTarget("relative")).toEqual(file("relative"));
  expect(parseLogTarget(" ")).toEqual(file(" "));
});

test("parseLogTarget() takes a driver's name behind a colon for a file", () => {
  for (const name of ["journald", "none", "passthrough", "k8s-file"]) {
    expect(parseLogTarget(`:${name}`)).toEqual(file(name));
    expect(parseLogTarget(`:${name}:`)).toEqual(file(name));
  }
});

test("parseLogTarget() counts several colons behind the driver as one", () => {
  expect(parseLogTarget("k8s-file:::/a")).toEqual(file("/a"));
  expect(parseLogTarget("::k8s-file:/a")).toEqual(file("/a"));
});

test("parseLogTarget() keeps the colons of a path, where conmon cuts it", () => {
  expect(parseLogTarget("k8s-file:/a:b:c")).toEqual(file("/a:b:c"));
  expect(parseLogTarget("k8s-file:/a:")).toEqual(file("/a:"));
});

test("parseLogTarget() refuses an empty value", () => {
  for (const value of ["", ":", ":::"]) expect(() => parseLogTarget(value)).toThrow("log-path must not be empty");
});

test("parseLogTarget() refuses a file driver without a path", () => {
  for (const value of ["k8s-file", "k8s-file:", "k8s-file::"]) {
    expect(() => parseLogTarget(value)).toThrow("k8s-file requires a filename");
  }
  expect(() => parseLogTarget("json-file:")).toThrow("json-file requires a filename");
});

test("parseLogTarget() refuses an unknown driver by name", () => {
  const cases = {
    "unknown:/x": "unknown",
    "unknown:": "unknown",
    "Journald:": "Journald",
    "NONE:": "NONE",
    "/a:b": "/a",
  };
  for (const [value, driver] of Object.entries(cases)) {
    expect(() => parseLogTarget(value)).toThrow(`No such log driver ${driver}`);
  }
  expect(() => parseLogTarget(":/a:b")).toThrow("No such log driver /a");
});

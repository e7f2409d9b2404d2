// Checks the environment's defaults and what takes their place.
import { expect, test } from "bun:test";
import { containerEnvironment, DEFAULT_PATH } from "../../../../../src/engine/spec/environment.ts";

test("containerEnvironment() has a PATH, and TERM only with a terminal", () => {
  expect(containerEnvironment([], {})).toEqual([`PATH=${DEFAULT_PATH}`]);
  expect(containerEnvironment([], { terminal: true, hostname: "box" })).toEqual([
    `PATH=${DEFAULT_PATH}`,
    "TERM=xterm",
    "HOSTNAME=box",
  ]);
});

test("containerEnvironment() lets the caller's entry take a default's place, and the last of one name", () => {
  const own = ["A=1", "PATH=/bin", "A=2=3", "EMPTY="];
  expect(containerEnvironment(own, { hostname: "box" })).toEqual(["PATH=/bin", "HOSTNAME=box", "A=2=3", "EMPTY="]);
});

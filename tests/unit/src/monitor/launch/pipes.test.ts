// Checks how the engine's pipes are found among the inherited descriptors.
import { expect, test } from "bun:test";
import { Fd } from "../../../../../ffi/fd.ts";
import { cString } from "../../../../../ffi/os-string.ts";
import { findPipe, variable } from "../../../../../src/monitor/launch/pipes.ts";

const ENVIRONMENT = ["A=1", "_OCI_SYNCPIPE=4", "AB=2", "A=3", "EMPTY=", "_OCI_STARTPIPE=x"].map(cString);
// Not ours, and never closed.
const DESCRIPTORS = [new Fd(3), new Fd(4)];

test("variable() gives the first value of exactly that name", () => {
  expect(variable(ENVIRONMENT, "A")).toBe("1");
  expect(variable(ENVIRONMENT, "AB")).toBe("2");
  expect(variable(ENVIRONMENT, "EMPTY")).toBe("");
  expect(variable(ENVIRONMENT, "B")).toBeUndefined();
  expect(variable([], "A")).toBeUndefined();
  expect(variable([cString("")], "A")).toBeUndefined();
});

test("findPipe() finds the descriptor that the variable names", () => {
  expect(findPipe("_OCI_SYNCPIPE", ENVIRONMENT, DESCRIPTORS)?.number).toBe(4);
  expect(findPipe("_OCI_ATTACHPIPE", ENVIRONMENT, DESCRIPTORS)).toBeUndefined();
});

test("findPipe() refuses what is no number, and what is no inherited descriptor", () => {
  expect(() => findPipe("_OCI_STARTPIPE", ENVIRONMENT, DESCRIPTORS)).toThrow("unable to parse _OCI_STARTPIPE");
  expect(() => findPipe("_OCI_SYNCPIPE", ENVIRONMENT, [])).toThrow(
    "_OCI_SYNCPIPE=4 is not an open descriptor from 3 up",
  );
});

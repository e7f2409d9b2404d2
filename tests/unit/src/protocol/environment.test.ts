// Checks the descriptor numbers in the environment, as measured on conmon 2.1.6.
import { expect, test } from "bun:test";
import {
  ATTACH_PIPE,
  EnvironmentError,
  parsePipeNumber,
  START_PIPE,
  SYNC_PIPE,
} from "../../../../src/protocol/environment.ts";

test("parsePipeNumber() reads what conmon reads", () => {
  for (const text of ["3", "03", "+3", " 3", "\t3"]) expect(parsePipeNumber(SYNC_PIPE, text)).toBe(3);
  expect(parsePipeNumber(SYNC_PIPE, "0")).toBe(0);
  expect(parsePipeNumber(SYNC_PIPE, "2147483647")).toBe(2147483647);
});

test("parsePipeNumber() takes an empty or missing variable for none", () => {
  expect(parsePipeNumber(START_PIPE, undefined)).toBeUndefined();
  expect(parsePipeNumber(START_PIPE, "")).toBeUndefined();
});

test("parsePipeNumber() refuses what is no descriptor, and says which variable", () => {
  for (const text of ["3x", "x", "0x3", "3 ", " ", "3.0", "--3", "-1", "2147483648", "4294967299", "99999999999"]) {
    expect(() => parsePipeNumber(ATTACH_PIPE, text)).toThrow(EnvironmentError);
    expect(() => parsePipeNumber(ATTACH_PIPE, text)).toThrow("unable to parse _OCI_ATTACHPIPE");
  }
});

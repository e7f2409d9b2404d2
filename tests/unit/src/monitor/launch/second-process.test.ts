// Checks the word between the two processes; both themselves are in tests/integration/two-processes.test.ts.
import { expect, test } from "bun:test";
import { writeAll } from "../../../../../ffi/io.ts";
import { pipe } from "../../../../../ffi/pipe.ts";
import { SignalSet } from "../../../../../ffi/signal.ts";
import { mayBegin } from "../../../../../src/monitor/launch/second-process.ts";

const HANDOVER = { mask: new SignalSet(), descriptors: [] };

test("mayBegin() is true at once for a process that took the place of the first", () => {
  expect(mayBegin({ ...HANDOVER, goAhead: undefined })).toBe(true);
});

test("mayBegin() is true when the word comes", () => {
  const { readEnd, writeEnd } = pipe();
  writeAll(writeEnd, Uint8Array.of(1));
  expect(mayBegin({ ...HANDOVER, goAhead: readEnd.release() })).toBe(true);
  // It has closed its end.
  expect(() => writeAll(writeEnd, Uint8Array.of(1))).toThrow("EPIPE");
  writeEnd.close();
});

test("mayBegin() is false when the first process is gone", () => {
  const { readEnd, writeEnd } = pipe();
  writeEnd.close();
  expect(mayBegin({ ...HANDOVER, goAhead: readEnd.release() })).toBe(false);
});

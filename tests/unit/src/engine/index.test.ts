// Tests of src/engine/index.ts: the public door.
import { expect, test } from "bun:test";
import * as engine from "../../../../src/engine/index.ts";

test("index.ts lets out what an engine needs, and no internals", () => {
  const functions = ["bindPorts", "buildSpec", "converse", "createContainer", "formatPortMapping", "lookupUser"];
  const names = Object.keys(engine);
  expect(names).toEqual(expect.arrayContaining([...functions, "openContainer", "readLogs", "waitForExit"]));
  for (const name of ["startMonitor", "StartedMonitor", "launch", "newPipe", "libc"]) expect(names).not.toContain(name);
});

test("index.ts lets out every class of error", () => {
  const errors = Object.entries(engine).filter(([name]) => name.endsWith("Error"));
  for (const [, value] of errors) expect((value as typeof Error).prototype).toBeInstanceOf(Error);
  expect(errors.length).toBeGreaterThan(8);
});

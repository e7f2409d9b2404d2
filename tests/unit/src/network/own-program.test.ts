// Tests of src/network/own-program.ts from the sources; tests/integration runs the executable.
import { expect, test } from "bun:test";
import { ownProgram } from "../../../../src/network/own-program.ts";

test("ownProgram() has Bun run the file where there is no executable", () => {
  const program = ownProgram("ctrmon-x", new URL("file:///sources/x.ts"), ["1", "2"]);
  expect(program).toEqual({ path: process.execPath, argv: [process.execPath, "/sources/x.ts", "1", "2"] });
});

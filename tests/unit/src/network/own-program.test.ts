// Tests of src/network/own-program.ts from the sources; what it starts there is what tests/integration starts.
import { expect, test } from "bun:test";
import { ownProgram } from "../../../../src/network/own-program.ts";

test("ownProgram() is the executable under the program's name", () => {
  const { path, argv } = ownProgram("ctrmon-x", ["1", "2"]);
  expect(path).toEndWith("/dist/ctrmon");
  expect(argv).toEqual(["ctrmon-x", "1", "2"]);
});

// Who gets colours.
import { expect, test } from "bun:test";
import { O_RDWR } from "../../../../../../ffi/constants.ts";
import { open } from "../../../../../../ffi/file.ts";
import { COLOURFUL, PLAIN, paintFor } from "../../../../../../src/cli/ctrun/output/paint.ts";
import { PseudoTerminal } from "../../../pseudo-terminal.ts";

test("paintFor() gives colours on a terminal, unless somebody objects", () => {
  using terminal = new PseudoTerminal();
  using slave = terminal.openSlave();
  expect(paintFor(slave, { environment: {} })).toBe(COLOURFUL);
  expect(paintFor(slave, { environment: { NO_COLOR: "" } })).toBe(COLOURFUL);
  expect(paintFor(slave, { environment: { NO_COLOR: "1" } })).toBe(PLAIN);
  expect(paintFor(slave, { environment: { TERM: "dumb" } })).toBe(PLAIN);
  expect(paintFor(slave, { environment: {}, refused: true })).toBe(PLAIN);
});

test("paintFor() gives none where there is no terminal", () => {
  using file = open("/dev/null", O_RDWR);
  expect(paintFor(file, { environment: {} })).toBe(PLAIN);
});

test("COLOURFUL ends each colour where it has begun", () => {
  for (const paint of Object.values(COLOURFUL)) {
    const [begin = "", end] = paint("x").split("x");
    expect(begin).toStartWith("\x1b[");
    expect(end).toBe("\x1b[0m");
  }
  for (const paint of Object.values(PLAIN)) expect(paint("x")).toBe("x");
});

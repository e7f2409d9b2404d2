// What goes to people, line by line.
import { expect, test } from "bun:test";
import { COLOURFUL, PLAIN } from "../../../../../../src/cli/ctrun/output/paint.ts";
import { reporterFor } from "../../../../../../src/cli/ctrun/output/reporter.ts";

test("reporterFor() says what kind of message it is", () => {
  const lines: string[] = [];
  const reporter = reporterFor(PLAIN, (line) => lines.push(line));
  reporter.error("it broke");
  reporter.warn("it may break");
  reporter.info("all", "is", "well");
  expect(lines).toEqual(["Error: it broke\n", "Warning: it may break\n", "all is well\n"]);
});

test("reporterFor() says the same thing again when it is told so", () => {
  const lines: string[] = [];
  const reporter = reporterFor(COLOURFUL, (line) => lines.push(line));
  for (let count = 0; count < 10; count++) reporter.error("again");
  expect(lines).toEqual(Array.from({ length: 10 }, () => "\x1b[1;31mError:\x1b[0m again\n"));
});

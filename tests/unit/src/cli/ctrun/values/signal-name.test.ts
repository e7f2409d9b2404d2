// Signals by name and by number.
import { expect, test } from "bun:test";
import { parseSignal, signalName } from "../../../../../../src/cli/ctrun/values/signal-name.ts";

test.each([
  ["TERM", 15],
  ["SIGTERM", 15],
  ["term", 15],
  ["9", 9],
  ["RTMIN", 34],
  ["SIGRTMIN+3", 37],
  ["RTMAX-1", 63],
  ["64", 64],
])("parseSignal() knows %s", (text, number) => {
  expect(parseSignal(text)).toBe(number);
});

test.each(["", "0", "65", "-1", "SIGNOTHING", "RTMIN-1", "RTMAX+1", "TERM1"])(
  "parseSignal() does not know %j",
  (text) => {
    expect(() => parseSignal(text)).toThrow("no such signal");
  },
);

test("signalName() gives the name, or the number where there is none", () => {
  expect([15, 9, 37].map(signalName)).toEqual(["SIGTERM", "SIGKILL", "37"]);
});

// Spans of time in words.
import { expect, test } from "bun:test";
import { ago, durationText } from "../../../../../../src/cli/ctrun/values/duration.ts";

test.each([
  [0, "less than a second"],
  [999, "less than a second"],
  [1000, "1 second"],
  [59_999, "59 seconds"],
  [60_000, "1 minute"],
  [3_599_999, "59 minutes"],
  [3_600_000, "1 hour"],
  [86_400_000, "1 day"],
  [7 * 86_400_000, "1 week"],
  [45 * 86_400_000, "1 month"],
  [800 * 86_400_000, "2 years"],
])("durationText() calls %i ms %s", (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test("ago() counts from then to now", () => {
  expect(ago(1000, 6000)).toBe("5 seconds ago");
  expect(ago(1000, 1999)).toBe("just now");
});

test("ago() takes what the clock says is still to come for now", () => {
  expect(ago(90_000, 1000)).toBe("just now");
});

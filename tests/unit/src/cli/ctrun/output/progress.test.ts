// Progress of what is quick, what takes long, and what fails.
import { expect, test } from "bun:test";
import { withProgress } from "../../../../../../src/cli/ctrun/output/progress.ts";

test("withProgress() shows nothing of what is over soon, and nothing to nobody", async () => {
  const shown: string[] = [];
  expect(
    await withProgress(
      "Working",
      (text) => shown.push(text),
      () => Promise.resolve(1),
    ),
  ).toBe(1);
  expect(shown).toEqual([]);
  expect(await withProgress("Working", undefined, () => Promise.resolve(2))).toBe(2);
});

test("withProgress() shows what is being done, and clears the line behind it", async () => {
  const shown: string[] = [];
  const seen = Promise.withResolvers<void>();
  await withProgress(
    "Working",
    (text) => {
      shown.push(text);
      seen.resolve();
    },
    () => seen.promise,
  );
  expect(shown[0]).toStartWith("\r\x1b[K");
  expect(shown[0]).toEndWith(" Working … 0 s");
  expect(shown.at(-1)).toBe("\r\x1b[K");
});

test("withProgress() passes errors on", async () => {
  await expect(
    withProgress(
      "Working",
      () => undefined,
      () => Promise.reject(new Error("no")),
    ),
  ).rejects.toThrow("no");
});

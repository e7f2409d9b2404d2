// Ids and names that are made, and names that people choose.
import { expect, test } from "bun:test";
import { checkName, randomId, randomName, shortId } from "../../../../../../src/cli/ctrun/state/names.ts";

test("randomId() gives 64 hexadecimal digits, others each time", () => {
  expect(randomId()).toMatch(/^[0-9a-f]{64}$/);
  expect(randomId()).not.toBe(randomId());
});

test("randomName() gives two words that are a valid name", () => {
  for (let count = 0; count < 1000; count++) {
    const name = randomName();
    expect(name).toMatch(/^[a-z]+_[a-z]+$/);
    expect(checkName(name)).toBe(name);
  }
});

test("randomName() seldom gives the same name twice", () => {
  const names = new Set(Array.from({ length: 100 }, randomName));
  expect(names.size).toBeGreaterThan(90);
});

test.each(["web", "Web-1", "a.b_c", "1"])("checkName() accepts %s", (name) => {
  expect(checkName(name)).toBe(name);
});

test.each(["", "-web", ".web", "a/b", "a b", "über", "a\n"])("checkName() rejects %j", (name) => {
  expect(() => checkName(name)).toThrow("a name begins with a letter or digit");
});

test("shortId() shows the first twelve digits", () => {
  expect(shortId("0123456789abcdef")).toBe("0123456789ab");
});

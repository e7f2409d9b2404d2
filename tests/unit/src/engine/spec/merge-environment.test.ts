// Checks that of several environments each variable comes out once, with its last value.
import { expect, test } from "bun:test";
import { hasVariable, mergeEnvironment } from "../../../../../src/engine/spec/merge-environment.ts";
import { randomText, seeded } from "../../protocol/random.ts";

test("mergeEnvironment() replaces in place and appends", () => {
  expect(mergeEnvironment(["A=1", "B=2", "C=3"], ["B=x=y", "D=4", "A="])).toEqual(["A=", "B=x=y", "C=3", "D=4"]);
  expect(mergeEnvironment(["A=1", "A=2"])).toEqual(["A=2"]);
  expect(mergeEnvironment([], [])).toEqual([]);
});

test("mergeEnvironment() tells names that begin alike apart", () => {
  expect(mergeEnvironment(["PATH=1", "PATHS=2", "path=3"], ["PATH=4"])).toEqual(["PATH=4", "PATHS=2", "path=3"]);
  expect(mergeEnvironment(["__proto__=1", "BARE"], ["BARE=1", "__proto__=2"])).toEqual(["__proto__=2", "BARE=1"]);
});

test("mergeEnvironment() leaves every name once, with the last value, whatever it is given", () => {
  const random = seeded(20_260);
  const names = ["A", "B", "AB", "HOME", "", "é"] as const;
  const list = (): string[] =>
    Array.from({ length: random.integer(8) }, () => `${random.pick(names)}=${randomText(random)}`);
  for (let round = 0; round < 500; round += 1) {
    const lists = [list(), list(), list()];
    const all = lists.flat();
    const merged = mergeEnvironment(...lists);
    const mergedNames = merged.map(nameOf);
    expect(mergedNames).toEqual([...new Set(all.map(nameOf))]);
    for (const variable of merged) {
      expect(variable).toBe(all.findLast((one) => nameOf(one) === nameOf(variable)) ?? "");
    }
    expect(mergeEnvironment(merged, merged)).toEqual(merged);
  }
});

test("hasVariable() finds whole names, set to nothing too", () => {
  expect(hasVariable(["HOMES=x", "HOME="], "HOME")).toBe(true);
  expect(hasVariable(["HOMES=x", "HOME", "A=HOME=1"], "HOME")).toBe(false);
});

function nameOf(variable: string): string {
  return variable.slice(0, variable.indexOf("="));
}

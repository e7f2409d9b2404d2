// Checks in which order the benchmarks measure, and what counts.

import { expect, test } from "bun:test";
import { type MeasureOptions, measureRow, type Series } from "../../../../scripts/bench/measure.ts";
import type { Monitor, Row } from "../../../../scripts/bench/row.ts";

const MONITORS: readonly Monitor[] = ["one", "two"].map((name) => ({ name, path: `/${name}` }));

interface Trial {
  readonly order: string[];
  readonly series: Series[];
}

/** Measures a row whose values count up from 0. */
async function trial(row: Partial<Row> = {}, options: Partial<MeasureOptions> = {}): Promise<Trial> {
  const order: string[] = [];
  const counting: Row = {
    name: "row",
    measure: ({ name }) => [{ metric: "count", unit: "", value: order.push(name) - 1 }],
    ...row,
  };
  const amounts = { of: (full: number) => full };
  const { signal } = new AbortController();
  const series = await measureRow(counting, MONITORS, { rounds: 2, amounts, signal, ...options });
  return { order, series };
}

test("measureRow() takes turns, and changes who comes first", async () => {
  expect((await trial()).order).toEqual(["one", "two", "two", "one", "one", "two"]);
});

test("measureRow() does not count the first round", async () => {
  const { series } = await trial();
  expect(series).toEqual([{ row: "row", metric: "count", unit: "", values: { one: [3, 4], two: [2, 5] } }]);
});

test("measureRow() measures as often as the row wants", async () => {
  expect((await trial({ perRound: 3 })).order).toHaveLength(2 * (1 + 6));
  expect((await trial({ atMost: 1 })).order).toHaveLength(2 * (1 + 1));
});

test("measureRow() leaves a monitor out that cannot do what is measured", async () => {
  const measure: Row["measure"] = ({ name }) =>
    name === "one" ? undefined : [{ metric: "speed", unit: "MB/s", value: 1 }];
  expect((await trial({ measure })).series[0]?.values).toEqual({ two: [1, 1] });
});

test("measureRow() takes away what the measurements had in common, also when one of them fails", async () => {
  let closed = 0;
  const close = (): Promise<void> => Promise.resolve(void closed++);
  await trial({ close });
  const measure = (): never => {
    throw new Error("broken");
  };
  await expect(trial({ close, measure })).rejects.toThrow("broken");
  expect(closed).toBe(2);
});

test("measureRow() stops before the next measurement", async () => {
  const { order, series } = await trial({}, { signal: AbortSignal.abort() });
  expect(order).toEqual([]);
  expect(series).toEqual([]);
});

// Checks the benchmarks' report for people.

import { expect, test } from "bun:test";
import { renderSummary, renderTable } from "../../../../scripts/bench/table.ts";

test("renderTable() compares every monitor with the first", () => {
  const values = { conmon: [100, 200, 300], ctrmon: [200, 400, 600] };
  const table = renderTable([{ row: "log", metric: "speed", unit: "MB/s", values }], ["conmon", "ctrmon"]);
  expect(table).toBe(`\
| row | metric | conmon             | ctrmon             | ctrmon / conmon  |
| --- | ------ | ------------------ | ------------------ | ---------------- |
| log | speed  | 200 (100–300) MB/s | 400 (200–600) MB/s | 2.00 (2.00–2.00) |`);
});

test("renderTable() leaves open what could not be measured", () => {
  const all = [{ row: "log", metric: "speed", unit: "MB/s", values: { ctrmon: [1] } }];
  expect(renderTable(all, ["conmon", "ctrmon"]).split("\n").at(-1)).toBe(
    "| log | speed  | –      | 1 MB/s | –               |",
  );
});

test("renderSummary() shows three digits that matter", () => {
  const shown = (median: number): string => renderSummary({ median, min: median, max: median }, "ms");
  expect([1234.56, 123.456, 12.3456, 1.23456, 0.123456, 7, 0].map(shown)).toEqual([
    "1235 ms",
    "123 ms",
    "12.3 ms",
    "1.23 ms",
    "0.123 ms",
    "7 ms",
    "0 ms",
  ]);
});

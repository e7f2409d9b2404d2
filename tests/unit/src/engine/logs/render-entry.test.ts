// Checks what people see of log entries.
import { expect, test } from "bun:test";
import type { LogEntry } from "../../../../../src/engine/logs/log-entry.ts";
import { LogTime } from "../../../../../src/engine/logs/log-time.ts";
import { LogRenderer, renderEntry } from "../../../../../src/engine/logs/render-entry.ts";
import { bytesOf, textOf } from "../../bytes.ts";

const T = "1970-01-01T00:00:00.000000000Z";

function entry(text: string, partial = false, stream: LogEntry["stream"] = "stdout"): LogEntry {
  return { time: LogTime.of(0n), stream, bytes: bytesOf(text), partial };
}

test("renderEntry() ends whole lines only with a newline", () => {
  expect([entry("a"), entry("a", true), entry(""), entry("", true)].map((one) => textOf(renderEntry(one)))).toEqual([
    "a\n",
    "a",
    "\n",
    "",
  ]);
});

test("renderEntry() puts the name and the time in front, but not of what goes on with a line", () => {
  expect(textOf(renderEntry(entry("a"), { timestamps: true }))).toBe(`${T} a\n`);
  expect(textOf(renderEntry(entry("a", true), { timestamps: true, name: "web" }))).toBe(`web ${T} a`);
  expect(textOf(renderEntry(entry("a"), { timestamps: true, name: "web", continues: true }))).toBe("a\n");
});

test("renderEntry() leaves bytes as they are", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  const rendered = renderEntry({ ...entry(""), bytes, partial: true }, { name: "é" });
  expect(rendered).toEqual(Uint8Array.of(0xc3, 0xa9, 0x20, ...bytes));
});

test("LogRenderer knows for each stream whether a line has begun", () => {
  const renderer = new LogRenderer({ timestamps: true });
  const entries = [entry("a", true), entry("x", false, "stderr"), entry("b", true), entry("c"), entry("d")];
  expect(entries.map((one) => textOf(renderer.render(one)))).toEqual([`${T} a`, `${T} x\n`, "b", "c\n", `${T} d\n`]);
});

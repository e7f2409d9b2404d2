// Checks how output is taken apart into lines and pieces of lines.
import { expect, test } from "bun:test";
import { forEachPiece } from "../../../../src/logging/pieces.ts";
import { bytesOf, textOf } from "../bytes.ts";

function pieces(text: string): string[] {
  const bytes = bytesOf(`\n${text}\n`);
  const found: string[] = [];
  // What stands before and behind it belongs to others.
  forEachPiece(bytes, 1, bytes.length - 1, (from, to, whole) =>
    found.push(`${textOf(bytes.subarray(from, to))}${whole ? "|" : ""}`),
  );
  return found;
}

test("forEachPiece() gives lines without their newlines", () => {
  expect(pieces("one\n\ntwo\n")).toEqual(["one|", "|", "two|"]);
});

test("forEachPiece() tells the piece that the output ends in", () => {
  expect(pieces("one\ntwo")).toEqual(["one|", "two"]);
  expect(pieces("")).toEqual([]);
});

test("forEachPiece() cuts a long line every 8192 bytes", () => {
  const full = "x".repeat(8192);
  expect(pieces(`${full}\n`)).toEqual([`${full}|`]);
  expect(pieces(`${full}y\n`)).toEqual([full, "y|"]);
  expect(pieces(`${full}${full}\nz`)).toEqual([full, `${full}|`, "z"]);
  expect(pieces(full)).toEqual([full]);
});

test("forEachPiece() gives every byte once", () => {
  const text = `${"a".repeat(20_000)}\n${"b".repeat(8191)}\n\n${"c".repeat(8193)}`;
  const all = pieces(text).map((piece) => piece.replace("|", "\n"));
  expect(all.join("")).toBe(text);
});

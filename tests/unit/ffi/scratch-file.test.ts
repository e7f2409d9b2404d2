// Tests of ffi/scratch-file.ts.
import { expect, test } from "bun:test";
import { writeAll } from "../../../ffi/io.ts";
import { scratchContent, scratchFile } from "../../../ffi/scratch-file.ts";
import { leftOpenBy } from "./leaks.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

test("scratchContent() reads from the beginning, and the writer goes on where it was", () => {
  using file = scratchFile("test");
  expect(scratchContent(file, 100)).toHaveLength(0);
  writeAll(file, bytes("one "));
  expect(text(scratchContent(file, 100))).toBe("one ");
  writeAll(file, bytes("two"));
  expect(text(scratchContent(file, 100))).toBe("one two");
});

test("scratchContent() reads no more than it is to", () => {
  using file = scratchFile("test");
  writeAll(file, bytes("0123456789"));
  expect(text(scratchContent(file, 4))).toBe("0123");
});

test("scratchFile() leaves nothing open once it is closed", () => {
  const once = (): void => {
    using file = scratchFile("test");
    scratchContent(file, 1);
  };
  expect(leftOpenBy(once)).toEqual([]);
});

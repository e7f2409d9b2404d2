// Checks that an engine reads what the monitor writes, and puts up with conmon's flaws.
import { expect, test } from "bun:test";
import { encodeSyncLine } from "../../../../src/protocol/sync-line.ts";
import { parseSyncLine, SyncMessageError } from "../../../../src/protocol/sync-message.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test("parseSyncLine() reads what encodeSyncLine() writes", () => {
  for (const key of ["data", "pid", "exit_code"] as const) {
    expect(parseSyncLine(encodeSyncLine({ key, value: 137 }))).toEqual({ key, value: 137 });
    const failure = { key, value: -1, message: 'no "such"\tfile\n\x7f😀' };
    expect(parseSyncLine(encodeSyncLine(failure))).toEqual(failure);
  }
});

test("parseSyncLine() does without spaces and newline", () => {
  expect(parseSyncLine(bytes('{"data":0}'))).toEqual({ key: "data", value: 0 });
});

test("parseSyncLine() ignores members it does not know", () => {
  expect(parseSyncLine(bytes('{"data": 1, "later": []}\n'))).toEqual({ key: "data", value: 1 });
});

test("parseSyncLine() puts up with conmon's raw controls and invalid UTF-8", () => {
  const line = bytes('{"pid": -1, "message": "a\x1fb?c"}\n');
  line[line.indexOf(0x3f)] = 0xff;
  expect(parseSyncLine(line)).toEqual({ key: "pid", value: -1, message: "a\x1fb\ufffdc" });
});

test("parseSyncLine() refuses everything else", () => {
  const wrong = ["", "\n", "{", "[]", "null", "1", "{}", '{"data": "1"}', '{"data": 1.5}', '{"data": 1e300}'];
  for (const text of [...wrong, '{"data": 1, "pid": 2}', '{"data": 1, "message": 2}', '{"exit": 1}']) {
    expect(() => parseSyncLine(bytes(text))).toThrow(SyncMessageError);
  }
});

test("parseSyncLine() quotes only the beginning of a long line", () => {
  try {
    parseSyncLine(bytes("x".repeat(100_000)));
    expect.unreachable();
  } catch (error) {
    expect(String(error).length).toBeLessThan(400);
  }
});

// Checks the monitor's lines to its engine: conmon's spacing, valid JSON whatever comes, never too long.
import { expect, test } from "bun:test";
import { encodeSyncLine, MAX_SYNC_LINE, OMISSION, type SyncKey, syncKey } from "../../../../src/protocol/sync-line.ts";
import { seeded } from "./random.ts";

function line(value: number, message?: string | Uint8Array, key: SyncKey = "data"): string {
  const bytes = encodeSyncLine(message === undefined ? { key, value } : { key, value, message });
  expect(bytes.length).toBeLessThanOrEqual(MAX_SYNC_LINE);
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function messageIn(text: string): string {
  const { message } = JSON.parse(text) as { readonly message: string };
  return message;
}

test("encodeSyncLine() spaces as conmon does", () => {
  expect(line(123)).toBe('{"data": 123}\n');
  expect(line(-1, "boom\n")).toBe('{"data": -1, "message": "boom\\n"}\n');
  expect(line(7, undefined, "exit_code")).toBe('{"exit_code": 7}\n');
  expect(line(1, "", "pid")).toBe('{"pid": 1, "message": ""}\n');
});

test("encodeSyncLine() escapes what conmon escapes and as conmon does", () => {
  const text = "a\tb\rc\bd\fe\vf\x01\x7fg\"h\\i/jékЖ€😀<>&'\u0085\u2028\n";
  expect(line(-1, text)).toBe(
    '{"data": -1, "message": "a\\tb\\u000dc\\u0008d\\u000ce\\u000bf\\u0001\\u007fg\\"h\\\\i/jékЖ€😀<>&\'\u0085\u2028\\n"}\n',
  );
});

test("encodeSyncLine() escapes NUL and 0x1f, which conmon does not", () => {
  expect(line(-1, "\0\x1f")).toBe('{"data": -1, "message": "\\u0000\\u001f"}\n');
});

test("encodeSyncLine() replaces what is no UTF-8", () => {
  expect(messageIn(line(-1, new Uint8Array([0x78, 0xff, 0x79, 0xc3, 0x7a])))).toBe("x\ufffdy\ufffdz");
  expect(messageIn(line(-1, "a\ud800b\udc00"))).toBe("a\ufffdb\ufffd");
  expect(messageIn(line(-1, new Uint8Array([0xef, 0xbb, 0xbf, 0x61])))).toBe("\ufeffa");
});

test("encodeSyncLine() keeps a message that just fits", () => {
  const room = MAX_SYNC_LINE - line(-1, "").length;
  expect(line(-1, "a".repeat(room))).toHaveLength(MAX_SYNC_LINE);
  expect(messageIn(line(-1, "a".repeat(room)))).not.toContain(OMISSION);
  expect(messageIn(line(-1, "a".repeat(room + 1)))).toContain(OMISSION);
  expect(messageIn(line(-1, `${"\n".repeat(room / 2)}`))).toBe("\n".repeat(room / 2));
});

test("encodeSyncLine() keeps both ends of a long message", () => {
  const message = messageIn(line(-1, `first line\n${"A".repeat(9000)}\nthe cause`));
  expect(message).toStartWith("first line\n");
  expect(message).toContain(OMISSION);
  expect(message).toEndWith("A\nthe cause");
});

test("encodeSyncLine() wastes little room and cuts no character and no escape", () => {
  for (const unit of ['"', "\n", "\x01", "é", "€", "😀", "\\u0041", "a\u0301"]) {
    for (let shift = 0; shift < 8; shift += 1) {
      const whole = "x".repeat(shift) + unit.repeat(9000) + "y".repeat(shift);
      const [head = "", tail = ""] = messageIn(line(-1, whole)).split(OMISSION);
      expect(whole.startsWith(head) && whole.endsWith(tail)).toBe(true);
      expect(head.isWellFormed() && tail.isWellFormed()).toBe(true);
      expect(new TextEncoder().encode(line(-1, whole)).length).toBeGreaterThan(MAX_SYNC_LINE - 16);
    }
  }
});

test("encodeSyncLine() is valid and short for any bytes", () => {
  const random = seeded(7);
  for (let round = 0; round < 2000; round += 1) {
    const bytes = Uint8Array.from({ length: random.integer(6000) }, () => random.integer(256));
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const message = messageIn(line(-1, bytes));
    const [head = "", tail = ""] = message.split(OMISSION);
    expect(message === text || (text.startsWith(head) && text.endsWith(tail))).toBe(true);
  }
});

test("encodeSyncLine() refuses what is no integer", () => {
  for (const value of [Number.NaN, 1.5, Number.POSITIVE_INFINITY]) expect(() => line(value)).toThrow(RangeError);
});

test("syncKey() is data for API version 1, else what is reported", () => {
  expect(syncKey({ apiVersion: true, exec: false })).toBe("data");
  expect(syncKey({ apiVersion: true, exec: true })).toBe("data");
  expect(syncKey({ apiVersion: false, exec: false })).toBe("pid");
  expect(syncKey({ apiVersion: false, exec: true })).toBe("exit_code");
});

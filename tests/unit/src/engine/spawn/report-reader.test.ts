// Tests of src/engine/spawn/report-reader.ts.
import { expect, test } from "bun:test";
import { writeAll } from "../../../../../ffi/io.ts";
import { newPipe } from "../../../../../src/engine/spawn/new-pipe.ts";
import { ReportReader } from "../../../../../src/engine/spawn/report-reader.ts";
import { failureOf } from "../../../../helpers/engine-failure.ts";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("ReportReader gives one message for each line, however they are packed, and undefined at the end", async () => {
  using pair = newPipe();
  const reader = new ReportReader(pair.parent);
  for (const packet of ['{"data": 1}\n', '{"data"', ': 2}\n{"data": -1, "message": "no"}\n'])
    writeAll(pair.child, bytes(packet));
  expect(await reader.next()).toEqual({ key: "data", value: 1 });
  expect(await reader.next()).toEqual({ key: "data", value: 2 });
  expect(await reader.next()).toEqual({ key: "data", value: -1, message: "no" });
  pair.child.close();
  expect(await reader.next()).toBeUndefined();
  expect(await reader.next()).toBeUndefined();
});

test("ReportReader takes a last line without its newline", async () => {
  using pair = newPipe();
  writeAll(pair.child, bytes('{"exit_code": 3}'));
  pair.child.close();
  expect(await new ReportReader(pair.parent).next()).toEqual({ key: "exit_code", value: 3 });
});

test("ReportReader waits for what is not there yet, and loses nothing when it is given up", async () => {
  using pair = newPipe();
  const reader = new ReportReader(pair.parent);
  const enough = new Error("enough");
  expect(await failureOf(reader.next(AbortSignal.abort(enough)))).toBe(enough);
  const next = reader.next();
  writeAll(pair.child, bytes('{"pid": 5}\n'));
  expect(await next).toEqual({ key: "pid", value: 5 });
});

test("ReportReader rejects what no monitor sends, and a line without an end", async () => {
  using pair = newPipe();
  const reader = new ReportReader(pair.parent);
  writeAll(pair.child, bytes("nonsense\n"));
  expect((await failureOf(reader.next())).message).toContain("nonsense");
  for (let packet = 0; packet < 17; packet++) writeAll(pair.child, bytes("x".repeat(4096)));
  expect((await failureOf(reader.next())).name).toBe("SyncMessageError");
});

test("ReportReader takes a peer that died with unread bytes for an end", async () => {
  using pair = newPipe();
  writeAll(pair.parent, Uint8Array.of(0));
  pair.child.close();
  expect(await new ReportReader(pair.parent).next()).toBeUndefined();
});

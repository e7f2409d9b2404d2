// Checks what an engine gets on the sync pipe, and that one which has gone away is no trouble.
import { expect, test } from "bun:test";
import { O_NONBLOCK, SOCK_SEQPACKET } from "../../../../ffi/constants.ts";
import { setNonBlocking } from "../../../../ffi/fd.ts";
import { NOT_READY, read, write } from "../../../../ffi/io.ts";
import type { libc } from "../../../../ffi/libc.ts";
import { pipe } from "../../../../ffi/pipe.ts";
import { socketPair } from "../../../../ffi/socket.ts";
import { SyncPipe } from "../../../../src/monitor/sync-pipe.ts";
import { failingOnce } from "../../failing-once.ts";
import { bytesOf, textOf } from "../bytes.ts";
import { RecordedDiagnostics } from "../recorded-diagnostics.ts";

const diagnostics = new RecordedDiagnostics();

test("SyncPipe reports numbers and reasons, a packet each", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _theirs = theirs;
  using pipe = new SyncPipe(ours, "data", diagnostics);
  pipe.report(123);
  pipe.report(-1, "no such file");
  pipe.report(-1, bytesOf('runtime\n"said"'));
  const buffer = new Uint8Array(new ArrayBuffer(4096));
  const packets = [1, 2, 3].map(() => textOf(buffer.subarray(0, read(theirs, buffer))));
  expect(packets).toEqual([
    '{"data": 123}\n',
    '{"data": -1, "message": "no such file"}\n',
    '{"data": -1, "message": "runtime\\n\\"said\\""}\n',
  ]);
});

test("SyncPipe keeps the longest report below 4096 bytes", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _theirs = theirs;
  using pipe = new SyncPipe(ours, "exit_code", diagnostics);
  pipe.report(-1, "\x00".repeat(100_000));
  const buffer = new Uint8Array(new ArrayBuffer(65_536));
  const count = read(theirs, buffer);
  expect(count).toBeLessThan(4096);
  expect(JSON.parse(textOf(buffer.subarray(0, count)))["exit_code"]).toBe(-1);
});

test("SyncPipe reports nothing any more once it is closed", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _theirs = theirs;
  const pipe = new SyncPipe(ours, "pid", diagnostics);
  pipe.close();
  pipe.report(1);
  pipe.close();
  expect(read(theirs, new Uint8Array(new ArrayBuffer(1)))).toBe(0);
});

test("SyncPipe does not mind that the engine has gone away", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  theirs.close();
  using pipe = new SyncPipe(ours, "pid", diagnostics);
  pipe.report(1);
  pipe.report(2);
  expect(ours.closed).toBe(true);
  expect(diagnostics.lines).toEqual([]);
});

test("SyncPipe without a pipe reports to nobody", () => {
  using pipe = new SyncPipe(undefined, "pid", diagnostics);
  pipe.report(1);
});

test("SyncPipe gives up on an engine that does not read, once and for all", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _theirs = theirs;
  setNonBlocking(ours);
  const told = new RecordedDiagnostics();
  using pipe = new SyncPipe(ours, "pid", told);
  for (let count = 0; count < 10_000; count++) pipe.report(count);
  expect(read(theirs, new Uint8Array(new ArrayBuffer(100)))).not.toBe(NOT_READY);
  expect(told.lines).toHaveLength(1);
  expect(ours.closed).toBe(true);
});

test("SyncPipe waits for room that there will be in a moment", () => {
  const [ours, theirs] = socketPair(SOCK_SEQPACKET);
  using _theirs = theirs;
  using full = pipe(O_NONBLOCK);
  while (write(full.writeEnd, new Uint8Array(4096)) !== NOT_READY);
  using sync = new SyncPipe(ours, "pid", diagnostics);
  const refused = (real: typeof libc.write): number => real(full.writeEnd.number, new Uint8Array(4096), 4096);
  failingOnce("write", refused, () => sync.report(1));
  const buffer = new Uint8Array(new ArrayBuffer(100));
  expect(textOf(buffer.subarray(0, read(theirs, buffer)))).toBe('{"pid": 1}\n');
});

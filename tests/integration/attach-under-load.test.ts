// Attach clients while the container writes without end: nobody waits for those that do not read, and nobody has a gap.
import { expect, test } from "bun:test";
import { SIGKILL } from "../../ffi/constants.ts";
import { kill } from "../../ffi/process.ts";
import { AttachClient } from "../helpers/attach-client.ts";
import { waitUntil } from "../helpers/deadline.ts";
import { waitForRest } from "../helpers/idleness.ts";
import { leavesNothing } from "../helpers/leaves-nothing.ts";
import { firstWrongLine } from "../helpers/numbered-log.ts";
import { NumberedStream } from "../helpers/numbered-stream.ts";
import { statusField } from "../helpers/processes.ts";
import { Session } from "../helpers/session.ts";

leavesNothing();

const LENGTH = 8000;
const GIGABYTE = { count: 134_218, script: `FIXTURES/numbered-lines 134218 ${LENGTH}; exec sleep 300` };
const HUNDRED_MEGABYTES = { count: 13_107, script: `exec FIXTURES/numbered-lines 13107 ${LENGTH}` };
/** In kB: buffers and compiled code while there is output, and what is left when it has stopped: 2 MB, give or take pages. */
const MOST_GROWTH = { underLoad: 4 * 1024, afterwards: 2.25 * 1024 };
const PATIENCE = 60_000;

test("1 GB with a client that never reads and one that does: log and reader get every byte, memory stays", () => {
  using session = new Session({ script: GIGABYTE.script });
  session.go().created();
  using _stalled = new AttachClient(session.attachPath);
  using reader = new AttachClient(session.attachPath);
  const monitor = session.monitorPid();
  const before = anonymousMemory(monitor);
  session.start();
  const stream = new NumberedStream(LENGTH);
  let most = before;
  const began = performance.now();
  while (stream.line < GIGABYTE.count) {
    stream.push(reader.packet()?.subarray(1) ?? expect.unreachable("the reader was disconnected"));
    // Each look is a file to read.
    if (stream.line % 1000 === 0) most = Math.max(most, anonymousMemory(monitor));
  }
  const seconds = (performance.now() - began) / 1000;
  waitForRest(monitor);
  const after = anonymousMemory(monitor);
  kill(session.containerPid, SIGKILL);
  expect(session.monitor(PATIENCE)).toBe(128 + SIGKILL);
  const memory = `RssAnon ${before} kB before, ${most} kB at most, ${after} kB after`;
  console.log(`1 GB through log and attach: ${seconds.toFixed(1)} s, ${memory}`);
  expect(stream.wrong).toBeUndefined();
  expect(firstWrongLine(session.directories.log, GIGABYTE.count, LENGTH)).toBeUndefined();
  expect(most - before).toBeLessThanOrEqual(MOST_GROWTH.underLoad);
  expect(after - before).toBeLessThanOrEqual(MOST_GROWTH.afterwards);
}, 120_000);

test("a client that stops in the middle has no gap in what it gets, then or later", () => {
  using session = new Session({ script: HUNDRED_MEGABYTES.script });
  session.go().created();
  using client = new AttachClient(session.attachPath);
  session.start();
  const stream = new NumberedStream(LENGTH);
  while (stream.line < 1000) stream.push(client.packet()?.subarray(1) ?? new Uint8Array(0));
  // Everybody else goes on without it.
  expect(session.monitor(PATIENCE)).toBe(0);
  for (let packet = client.packet(); packet !== undefined; packet = client.packet()) stream.push(packet.subarray(1));
  expect(stream.wrong).toBeUndefined();
  expect(firstWrongLine(session.directories.log, HUNDRED_MEGABYTES.count, LENGTH)).toBeUndefined();
}, 90_000);

test("twenty clients that read all see the same", () => {
  using session = new Session({ script: "exec FIXTURES/numbered-lines 2000 100" });
  session.go().created();
  const clients = Array.from({ length: 20 }, () => new AttachClient(session.attachPath));
  session.start();
  try {
    const outputs = clients.map((client) => client.receive().stdout);
    for (const output of outputs) expect(output.equals(outputs[0] ?? output)).toBe(true);
    expect(outputs[0]).toHaveLength(200_000);
    expect(session.monitor()).toBe(0);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
});

test("fifty clients that come and go in the middle disturb nobody", () => {
  using session = new Session({ script: HUNDRED_MEGABYTES.script });
  session.go().created();
  using steady = new AttachClient(session.attachPath);
  session.start();
  const stream = new NumberedStream(LENGTH);
  for (let count = 0; count < 50; count++) {
    using _passing = new AttachClient(session.attachPath);
    for (let packets = 0; packets < 10; packets++) stream.push(steady.packet()?.subarray(1) ?? new Uint8Array(0));
  }
  for (let packet = steady.packet(); packet !== undefined; packet = steady.packet()) stream.push(packet.subarray(1));
  expect(stream).toMatchObject({ wrong: undefined, line: HUNDRED_MEGABYTES.count });
  expect(session.monitor(PATIENCE)).toBe(0);
  expect(firstWrongLine(session.directories.log, HUNDRED_MEGABYTES.count, LENGTH)).toBeUndefined();
}, 90_000);

test("a stalled client delays neither the exit file nor, for long, the monitor's end", () => {
  using session = new Session({ script: "FIXTURES/numbered-lines 200 1000; exit 3" });
  session.go().created();
  using stalled = new AttachClient(session.attachPath);
  session.start();
  session.exitFileContent();
  const began = performance.now();
  expect(session.monitor()).toBe(3);
  expect(performance.now() - began).toBeLessThan(5000);
  // What there was room for is still there to be read, from its beginning.
  const stream = new NumberedStream(1000);
  for (let packet = stalled.packet(); packet !== undefined; packet = stalled.packet()) stream.push(packet.subarray(1));
  expect(stream.wrong).toBeUndefined();
});

test("a client that is dropped because it does not read is at its end, and the container goes on", () => {
  using session = new Session({ script: `FIXTURES/numbered-lines 2000 ${LENGTH}; exec sleep 300` });
  session.go().created();
  using stalled = new AttachClient(session.attachPath);
  session.start();
  waitUntil("the whole log", () => firstWrongLine(session.directories.log, 2000, LENGTH) === undefined);
  const stream = new NumberedStream(LENGTH);
  for (let packet = stalled.packet(); packet !== undefined; packet = stalled.packet()) stream.push(packet.subarray(1));
  expect(stream.wrong).toBeUndefined();
  expect(stream.line).toBeLessThan(2000);
  expect(session.processes()).toHaveLength(2);
});

function anonymousMemory(pid: number): number {
  return Number.parseInt(statusField(pid, "RssAnon"), 10);
}

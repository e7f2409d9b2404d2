// Tests of src/engine/attach/attachment.ts, with the test as the monitor.
import { expect, test } from "bun:test";
import { attach } from "../../../../../src/engine/attach/attach.ts";
import type { Attachment } from "../../../../../src/engine/attach/attachment.ts";
import { ContainerStateError, EngineError, MonitorError } from "../../../../../src/engine/errors.ts";
import { MAX_FRAME_PAYLOAD } from "../../../../../src/protocol/attach-frame.ts";
import { openFiles } from "../../../../helpers/processes.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { MadeUpMonitor } from "./made-up-monitor.ts";

const MAX_INPUT = 32 * 1024;

test("frames() yields packets as they come, up to the end of the connection", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  const all = framesOf(attachment);
  connection.show("stdout", "out");
  connection.show("stderr", "err");
  connection.show("stdout", countingBytes(MAX_FRAME_PAYLOAD));
  connection[Symbol.dispose]();
  expect(await all).toEqual([
    ["stdout", "out"],
    ["stderr", "err"],
    ["stdout", textOf(countingBytes(MAX_FRAME_PAYLOAD))],
  ]);
});

test("frames() leaves what nobody asks for with the monitor", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  using _connection = connection;
  const frames = attachment.frames();
  connection.show("stdout", "first");
  expect((await frames.next()).value).toMatchObject({ stream: "stdout", payload: bytesOf("first") });
  let sent = 0;
  while (connection.show("stdout", countingBytes(MAX_FRAME_PAYLOAD))) sent++;
  expect(sent).toBeLessThan(1000);
  for (; sent > 0; sent--) await frames.next();
  await frames.return();
});

test("frames() lets the event loop have its turn while packets are there without end", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  using _connection = connection;
  let turns = 0;
  const immediate = (): void => {
    turns++;
    if (packets < 10_000) setImmediate(immediate);
  };
  let packets = 0;
  setImmediate(immediate);
  connection.show("stdout", "x");
  for await (const { payload } of attachment.frames()) {
    connection.show("stdout", payload);
    if (++packets === 10_000) break;
  }
  expect(turns).toBeGreaterThan(100);
});

test("frames() refuses what no monitor sends", async () => {
  for (const packet of [Uint8Array.of(1, 65), countingBytes(MAX_FRAME_PAYLOAD + 2).fill(2)]) {
    using monitor = new MadeUpMonitor();
    const { attachment, connection } = await monitor.connected();
    using _attachment = attachment;
    using _connection = connection;
    connection.sendPacket(packet);
    await expect(framesOf(attachment)).rejects.toThrow(MonitorError);
  }
});

test("frames() ends when the monitor goes away with input unread", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  await attachment.write(bytesOf("nobody reads this"));
  connection[Symbol.dispose]();
  expect(await framesOf(attachment)).toEqual([]);
});

test("frames() ends with the signal, and with the attachment", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _connection = connection;
  const controller = new AbortController();
  const frames = attachment.frames(controller.signal).next();
  controller.abort(new Error("heard enough"));
  await expect(frames).rejects.toThrow("heard enough");
  const others = attachment.frames().next();
  attachment[Symbol.dispose]();
  await expect(others).rejects.toThrow(ContainerStateError);
  await expect(attachment.frames().next()).rejects.toThrow(ContainerStateError);
});

test("write() sends packets that monitors take whole, in the order of the calls", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  using _connection = connection;
  const large = countingBytes(1_000_000);
  const written = [attachment.write(large), attachment.write(new Uint8Array(0)), attachment.write(bytesOf("end"))];
  attachment.closeInput();
  const packets: string[] = [];
  for (let packet = await connection.packet(); packet !== ""; packet = await connection.packet()) packets.push(packet);
  await Promise.all(written);
  expect(Math.max(...packets.map((packet) => packet.length))).toBe(MAX_INPUT);
  expect(packets.join("") === `${textOf(large)}end`).toBe(true);
});

test("write() waits for room, and gives up with the signal; others still write", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  using _connection = connection;
  const controller = new AbortController();
  const written = attachment.write(countingBytes(10_000_000), controller.signal);
  await connection.packet();
  controller.abort(new Error("typed enough"));
  await expect(written).rejects.toThrow("typed enough");
  const last = attachment.write(bytesOf("last"));
  while ((await connection.packet()) !== "last");
  await last;
});

test("write() says that the container takes no input any more", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  connection[Symbol.dispose]();
  await expect(attachment.write(bytesOf("x"))).rejects.toThrow(
    new ContainerStateError("Cannot write to the container: it takes no input any more"),
  );
  attachment[Symbol.dispose]();
  await expect(attachment.write(bytesOf("x"))).rejects.toThrow(ContainerStateError);
});

test("closeInput() leaves the output", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  attachment.closeInput();
  expect(await connection.packet()).toBe("");
  connection.show("stdout", "still");
  connection[Symbol.dispose]();
  expect(await framesOf(attachment)).toEqual([["stdout", "still"]]);
});

test("resize() writes to the control FIFO, where there is one", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  using _attachment = attachment;
  using _connection = connection;
  attachment.resize({ height: 33, width: 99 });
  expect(monitor.commands).toBe("1 33 99\n");
  using without = await attach({ socket: monitor.socket });
  expect(() => without.resize({ height: 33, width: 99 })).toThrow(EngineError);
});

test("an attachment that is disposed of in the middle leaves nothing open, and no wait", async () => {
  using monitor = new MadeUpMonitor();
  const { attachment, connection } = await monitor.connected();
  const before = openFiles("self").size;
  const waits = [framesOf(attachment), attachment.write(countingBytes(10_000_000))];
  await connection.packet();
  attachment[Symbol.dispose]();
  attachment[Symbol.dispose]();
  for (const wait of waits) await expect(wait).rejects.toThrow(ContainerStateError);
  expect(openFiles("self").size).toBe(before - 1);
  connection[Symbol.dispose]();
});

async function framesOf(attachment: Attachment): Promise<[string, string][]> {
  const all: [string, string][] = [];
  for await (const { stream, payload } of attachment.frames()) all.push([stream, textOf(payload)]);
  return all;
}

// Checks one attach client: packets, the queue and its end, and its input.
import { expect, test } from "bun:test";
import type { AttachClient } from "../../../../helpers/attach-client.ts";
import { bytesOf, countingBytes, textOf } from "../../bytes.ts";
import { runUntil, settle } from "../../turning.ts";
import { AttachSite, packetOf } from "./attach-site.ts";

/** More than the kernel and the queue take together. */
const TOO_MUCH = 1024 * 1024;

/** Receives while the server goes on, until `enough` or the end. @returns what came, and the sizes of the packets */
function receive(site: AttachSite, client: AttachClient, enough: number): { text: string; sizes: number[] } {
  let text = "";
  const sizes: number[] = [];
  const take = (): boolean => {
    while (text.length < enough) {
      const packet = packetOf(client);
      if (packet === "none") return false;
      if (packet === undefined) return true;
      text += textOf(packet.subarray(1));
      sizes.push(packet.length);
    }
    return true;
  };
  runUntil(site.reactor, `${enough} bytes for the client`, take);
  return { text, sizes };
}

test("AttachClient cuts output into packets of 8192 bytes", () => {
  using site = new AttachSite();
  using client = site.connect();
  const output = countingBytes(20_000);
  site.server.show("stderr", output);
  const { text, sizes } = receive(site, client, output.length);
  expect(text === textOf(output)).toBe(true);
  expect(sizes).toEqual([8193, 8193, 3617]);
});

test("AttachClient queues what a client does not take at once, and loses nothing", () => {
  using site = new AttachSite();
  using client = site.connect();
  const output = countingBytes(TOO_MUCH);
  for (let at = 0; at < output.length; at += 65_536) site.server.show("stdout", output, at, at + 65_536);
  expect(site.server.queued).toBeGreaterThan(0);
  const { text } = receive(site, client, output.length);
  expect(text === textOf(output)).toBe(true);
  expect(site.server.queued).toBe(0);
});

test("AttachClient asks for a pause when its queue is full, and for more when there is room", () => {
  using site = new AttachSite();
  using client = site.connect();
  site.server.show("stdout", countingBytes(TOO_MUCH));
  expect(site.events).toEqual(["congested"]);
  receive(site, client, TOO_MUCH);
  expect(site.events).toEqual(["congested", "roomy"]);
});

test("AttachClient disconnects a client that reads nothing, and the container goes on", () => {
  using site = new AttachSite();
  using client = site.connect();
  using other = site.connect();
  site.server.show("stdout", countingBytes(200_000));
  receive(site, other, 200_000);
  site.server.show("stdout", countingBytes(TOO_MUCH));
  receive(site, other, TOO_MUCH);
  runUntil(site.reactor, "room again", () => site.events.at(-1) === "roomy");
  expect(site.server.queued).toBe(0);
  // The deaf client got a beginning without a gap, and then the end.
  const heard = receive(site, client, Number.POSITIVE_INFINITY).text;
  const all = textOf(countingBytes(200_000)) + textOf(countingBytes(TOO_MUCH));
  expect(all.startsWith(heard)).toBe(true);
  site.server.show("stdout", bytesOf("more"));
  expect(textOf(other.packet() ?? new Uint8Array(0))).toBe("\x02more");
});

test("AttachClient has patience with a client that reads slowly", () => {
  using site = new AttachSite();
  using client = site.connect();
  site.server.show("stdout", countingBytes(TOO_MUCH));
  let received = 0;
  const start = performance.now();
  let last = start;
  runUntil(site.reactor, "three seconds of slow reading", () => {
    const now = performance.now();
    if (now - last > 200) {
      last = now;
      const packet = packetOf(client);
      if (packet instanceof Uint8Array) received += packet.length - 1;
    }
    return now - start > 3000;
  });
  expect(site.events).toEqual(["congested"]);
  expect(received + receive(site, client, TOO_MUCH - received).text.length).toBe(TOO_MUCH);
}, 20_000);

test("AttachClient passes input on to the container", () => {
  using site = new AttachSite();
  using _reading = site.readInput();
  using client = site.connect();
  client.send("one ");
  client.send("two");
  runUntil(site.reactor, "the input", () => site.input === "one two");
  expect(site.inputEnded).toBe(false);
});

test("AttachClient passes packets of 32 KiB on whole, byte for byte", () => {
  using site = new AttachSite();
  using _reading = site.readInput();
  using client = site.connect();
  const packet = countingBytes(32_768);
  for (let count = 1; count <= 20; count++) {
    client.send(packet);
    runUntil(site.reactor, "the packet", () => site.input.length === count * packet.length);
  }
  expect(site.input === textOf(packet).repeat(20)).toBe(true);
});

test("AttachClient ends the container's input when it has no more, and goes on listening", () => {
  using site = new AttachSite();
  using _reading = site.readInput();
  using client = site.connect();
  client.send("all");
  client.endInput();
  runUntil(site.reactor, "the end of the input", () => site.inputEnded);
  expect(site.input).toBe("all");
  site.server.show("stdout", bytesOf("result"));
  expect(textOf(client.packet() ?? new Uint8Array(0))).toBe("\x02result");
  client[Symbol.dispose]();
  runUntil(site.reactor, "the client to be forgotten", () => site.events.includes("deserted"));
});

test("AttachClient leaves the input open for others when it is to stay", () => {
  using site = new AttachSite({ staysOpen: true });
  using _reading = site.readInput();
  {
    using client = site.connect();
    client.send("one ");
    client.endInput();
  }
  runUntil(site.reactor, "the first to go", () => site.events.includes("deserted"));
  using client = site.connect();
  client.send("two");
  runUntil(site.reactor, "the second's input", () => site.input === "one two");
  expect(site.inputEnded).toBe(false);
});

test("AttachClient delivers what was sent before a client went away", () => {
  using site = new AttachSite();
  const client = site.connect();
  const packet = countingBytes(30_000);
  // More than the pipe to the container holds; the container reads nothing yet.
  for (let count = 0; count < 4; count++) client.send(packet);
  client[Symbol.dispose]();
  settle(site.reactor);
  using _reading = site.readInput();
  runUntil(site.reactor, "the end of the input", () => site.inputEnded);
  expect(site.input === textOf(packet).repeat(4)).toBe(true);
  runUntil(site.reactor, "the client to be forgotten", () => site.events.includes("deserted"));
});

test("AttachClient delivers the input of a client that went away with output unread", () => {
  using site = new AttachSite();
  const client = site.connect();
  site.server.show("stdout", bytesOf("nobody reads this"));
  client.send("last words");
  client[Symbol.dispose]();
  using _reading = site.readInput();
  runUntil(site.reactor, "the end of the input", () => site.inputEnded);
  expect(site.input).toBe("last words");
  runUntil(site.reactor, "the client to be forgotten", () => site.events.includes("deserted"));
});

test("AttachClient delivers the input of a client that went away while there was output", () => {
  using site = new AttachSite();
  const client = site.connect();
  client.send("last words");
  client[Symbol.dispose]();
  site.server.show("stdout", bytesOf("nobody reads this"));
  using _reading = site.readInput();
  runUntil(site.reactor, "the end of the input", () => site.inputEnded);
  expect(site.input).toBe("last words");
  runUntil(site.reactor, "the client to be forgotten", () => site.events.includes("deserted"));
});

test("AttachClient lets a client have its output although its input was never read", () => {
  using site = new AttachSite();
  using client = site.connect();
  site.server.show("stdout", bytesOf("the last word"));
  client.send(bytesOf("nobody is interested in this"));
  site.server.close();
  expect(packetOf(client)).toEqual(bytesOf("\x02the last word"));
  expect(packetOf(client)).toBeUndefined();
});

// Datagrams through the port forwarder.
import { describe, expect, test } from "bun:test";
import { ownNamespace } from "../helpers/own-namespace.ts";
import {
  type ForwarderProgram,
  mapping,
  OUR_FORWARDER,
  PODMANS_FORWARDER,
  PortForwarder,
} from "../helpers/port-forwarder.ts";
import { UdpEnd } from "../helpers/udp-end.ts";

const namespace = ownNamespace();

const HOST = { ip: "127.0.0.1", port: 28_380 };
const CONTAINER = { ip: "127.0.0.1", port: 5353 };

function forward(program: ForwarderProgram, hostIp = "127.0.0.1"): PortForwarder {
  const mappings = [mapping(HOST.port, CONTAINER.port, { protocol: "udp", hostIp })];
  return new PortForwarder(program, { netnsPath: namespace.path, mappings }).awaitReady();
}

function server(): UdpEnd {
  return namespace.inside(() => new UdpEnd(CONTAINER));
}

for (const program of [PODMANS_FORWARDER, OUR_FORWARDER]) {
  describe(program.name, () => {
    test("answers find their way back to the client that asked", () => {
      using container = server();
      using _forwarder = forward(program);
      using first = new UdpEnd();
      using second = new UdpEnd();
      first.send(HOST, "one");
      const fromFirst = container.receive();
      second.send(HOST, "two");
      const fromSecond = container.receive();
      expect([fromFirst.text, fromSecond.text]).toEqual(["one", "two"]);
      expect(fromFirst.from.port).not.toBe(fromSecond.from.port);
      container.send(fromSecond.from, "to two");
      container.send(fromFirst.from, "to one");
      expect(first.receive()).toMatchObject({ text: "to one", from: HOST });
      expect(second.receive()).toMatchObject({ text: "to two", from: HOST });
    });

    test("a client keeps its flow", () => {
      using container = server();
      using _forwarder = forward(program);
      using client = new UdpEnd();
      client.send(HOST, "a");
      const before = container.receive();
      client.send(HOST, "b");
      expect(container.receive().from).toEqual(before.from);
    });

    test("the largest datagram passes whole", () => {
      using container = server();
      using _forwarder = forward(program);
      using client = new UdpEnd();
      const large = new Uint8Array(new ArrayBuffer(65_507)).fill(7);
      client.send(HOST, large);
      const { bytes, from } = container.receive();
      expect(bytes).toEqual(large);
      container.send(from, large);
      expect(client.receive().bytes).toEqual(large);
    });

    test("a container that listens later gets what is sent then", () => {
      using _forwarder = forward(program);
      using client = new UdpEnd();
      client.send(HOST, "lost");
      using container = server();
      client.send(HOST, "again");
      client.send(HOST, "and again");
      const received = [container.receive().text];
      // The first may have been under way still.
      if (received[0] === "lost") received.push(container.receive().text);
      expect(received.at(-1)).toMatch(/again/);
    });
  });
}

test("empty datagrams pass, both ways", () => {
  using container = server();
  using _forwarder = forward(OUR_FORWARDER);
  using client = new UdpEnd();
  client.send(HOST, "");
  const { text, from } = container.receive();
  expect(text).toBe("");
  container.send(from, "");
  expect(client.receive().text).toBe("");
});

test("a burst of new clients: none is lost, and each gets its own answer", () => {
  using container = server();
  using _forwarder = forward(OUR_FORWARDER);
  const clients = Array.from({ length: 200 }, () => new UdpEnd());
  for (const [index, client] of clients.entries()) client.send(HOST, `client ${index}`);
  for (let left = clients.length; left > 0; left--) {
    const { text, from } = container.receive();
    container.send(from, `for ${text}`);
  }
  for (const [index, client] of clients.entries()) expect(client.receive().text).toBe(`for client ${index}`);
  for (const client of clients) client[Symbol.dispose]();
});

test("udp on every address serves IPv6, too", () => {
  using container = server();
  using _forwarder = forward(OUR_FORWARDER, "");
  using client = new UdpEnd({ ip: "::1", port: 0 });
  client.send({ ip: "::1", port: HOST.port }, "six");
  const { text, from } = container.receive();
  expect(text).toBe("six");
  container.send(from, "answer");
  expect(client.receive()).toMatchObject({ text: "answer", from: { ip: "::1", port: HOST.port } });
  using old = new UdpEnd();
  old.send(HOST, "four");
  container.send(container.receive().from, "answer");
  expect(old.receive()).toMatchObject({ text: "answer", from: HOST });
});

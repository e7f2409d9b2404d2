// What an engine and its clients see of a port forwarder: the same cases for Podman's and for ours.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { ForwardedPorts, PortForwarderConfig } from "../../src/protocol/port-forwarder-config.ts";
import { ownNamespace } from "../helpers/own-namespace.ts";
import { mapping, OUR_FORWARDER, PODMANS_FORWARDER, PortForwarder } from "../helpers/port-forwarder.ts";
import { TcpEnd, TcpServer } from "../helpers/tcp-end.ts";

const namespace = ownNamespace();

const HOST = 28_080;
const CONTAINER = 8080;
const CLIENT = { ip: "127.0.0.1", port: HOST };

for (const program of [PODMANS_FORWARDER, OUR_FORWARDER]) {
  describe(program.name, () => {
    const forward = (mappings: readonly ForwardedPorts[], rest: Partial<PortForwarderConfig> = {}): PortForwarder =>
      new PortForwarder(program, { netnsPath: namespace.path, mappings, ...rest }).awaitReady();
    const serverAt = (port: number, ip = "127.0.0.1"): TcpServer => namespace.inside(() => new TcpServer({ ip, port }));

    test("bytes go both ways, and each half ends for itself", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([mapping(HOST, CONTAINER)]);
      using client = TcpEnd.connect(CLIENT);
      client.send("question");
      using container = server.accept();
      expect(container.receive(8)).toBe("question");
      client.end();
      expect(container.ending()).toBe("end");
      container.send("answer, after the end of the question");
      expect(client.receive(6)).toBe("answer");
      container.end();
      expect(client.receive(100)).toBe(", after the end of the question");
      expect(client.ending()).toBe("end");
    });

    test("the container's half may end first", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([mapping(HOST, CONTAINER)]);
      using client = TcpEnd.connect(CLIENT);
      using container = server.accept();
      container.send("bye");
      container.end();
      expect(client.receive(100)).toBe("bye");
      client.send("still here");
      expect(container.receive(10)).toBe("still here");
      client.end();
      expect(container.ending()).toBe("end");
    });

    test("where nobody listens the client is accepted and then let go, and others are served", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([mapping(HOST, CONTAINER), mapping(HOST + 1, CONTAINER + 1)]);
      using refused = TcpEnd.connect({ ip: "127.0.0.1", port: HOST + 1 });
      using client = TcpEnd.connect(CLIENT);
      using container = server.accept();
      client.send("x");
      expect(container.receive(1)).toBe("x");
      expect(refused.ending()).toBe("end");
    });

    test("a container that listens a moment later is reached", () => {
      using _forwarder = forward([mapping(HOST, CONTAINER)]);
      using client = TcpEnd.connect(CLIENT);
      using server = serverAt(CONTAINER);
      using container = server.accept();
      container.send("late");
      expect(client.receive(4)).toBe("late");
    });

    test("a server that speaks first need not wait for what the client says", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([mapping(HOST, CONTAINER)]);
      using client = TcpEnd.connect(CLIENT);
      using container = server.accept();
      container.send("220 ready");
      expect(client.receive(9)).toBe("220 ready");
      client.send("QUIT");
      expect(container.receive(4)).toBe("QUIT");
    });

    test("an answer in small pieces is acknowledged piece by piece", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([mapping(HOST, CONTAINER)]);
      const before = delayedAcknowledgements();
      for (let round = 0; round < 20; round++) {
        using client = TcpEnd.connect(CLIENT);
        client.send("question");
        using container = server.accept();
        expect(container.receive(8)).toBe("question");
        // Nagle's algorithm holds the second piece back until the first is acknowledged.
        container.send("head");
        container.send("body");
        expect(client.receive(8)).toBe("headbody");
      }
      // Each one is a client that has waited for 40 ms.
      expect(delayedAcknowledgements() - before).toBeLessThan(5);
    });

    test("ports in a row lead to ports in a row", () => {
      using first = serverAt(CONTAINER);
      using last = serverAt(CONTAINER + 2);
      using _forwarder = forward([mapping(HOST, CONTAINER, { range: 3 })]);
      using one = TcpEnd.connect(CLIENT);
      using two = TcpEnd.connect({ ip: "127.0.0.1", port: HOST + 2 });
      using containerOne = first.accept();
      using containerTwo = last.accept();
      containerOne.send("1");
      containerTwo.send("3");
      expect(one.receive(1)).toBe("1");
      expect(two.receive(1)).toBe("3");
    });

    test("tcp on every address serves IPv6, too; tcp4 does not", () => {
      using server = serverAt(CONTAINER);
      using _forwarder = forward([
        mapping(HOST, CONTAINER, { hostIp: "" }),
        mapping(HOST + 1, CONTAINER, { hostIp: "", protocol: "tcp4" }),
      ]);
      using client = TcpEnd.connect({ ip: "::1", port: HOST });
      using container = server.accept();
      container.send("six");
      expect(client.receive(3)).toBe("six");
      expect(() => TcpEnd.connect({ ip: "::1", port: HOST + 1 })).toThrow("ECONNREFUSED");
    });

    test("a child address of IPv6 is dialled", () => {
      using server = serverAt(CONTAINER, "::1");
      using _forwarder = forward([mapping(HOST, CONTAINER)], { childIp: "::1" });
      using client = TcpEnd.connect(CLIENT);
      using container = server.accept();
      container.send("six");
      expect(client.receive(3)).toBe("six");
    });

    test("it ends with the engine's end of ExitFD, and nothing listens then", () => {
      using forwarder = forward([mapping(HOST, CONTAINER)]);
      forwarder.closeExit();
      expect(forwarder.awaitEnd()).toEqual({ code: 0 });
      expect(() => TcpEnd.connect(CLIENT)).toThrow("ECONNREFUSED");
    });

    test("stdout and stderr are let go of once it is ready", () => {
      using forwarder = forward([]);
      forwarder.stdout.rest();
    });
  });
}

/** How often a socket of the namespace has put an acknowledgement off until its time was over. */
function delayedAcknowledgements(): number {
  const lines = namespace.inside(() => readFileSync("/proc/thread-self/net/netstat", "utf8")).split("\n");
  const [names = [], values = []] = lines
    .filter((line) => line.startsWith("TcpExt:"))
    .map((line) => line.trim().split(" "));
  return Number(values[names.indexOf("DelayedACKs")]);
}

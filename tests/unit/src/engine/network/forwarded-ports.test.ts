// Tests of src/engine/network/forwarded-ports.ts.
import { expect, test } from "bun:test";
import { chosenPorts, forwardedPorts } from "../../../../../src/engine/network/forwarded-ports.ts";
import { bindPorts } from "../../../../../src/engine/ports/bind-ports.ts";
import { formatPortMapping, parsePortMapping } from "../../../../../src/engine/ports/port-mapping.ts";

test("chosenPorts() fills in what was left open, and holds nothing", () => {
  const [chosen] = chosenPorts([parsePortMapping("127.0.0.1::80")]);
  if (chosen === undefined) throw new Error("no mapping");
  expect(chosen.hostPort).toBeGreaterThan(0);
  bindPorts([chosen])[Symbol.dispose]();
});

test("chosenPorts() refuses a port that is taken", () => {
  using taken = bindPorts([parsePortMapping("127.0.0.1::80")]);
  expect(() => chosenPorts(taken.mappings)).toThrow("the port is taken");
});

test("chosenPorts() refuses what nobody can forward", () => {
  expect(() => chosenPorts([parsePortMapping("8080:80/sctp")])).toThrow(
    "Cannot forward 8080:80/sctp: only tcp and udp can be forwarded",
  );
});

test("forwardedPorts() keeps every part of a mapping", () => {
  const mappings = ["127.0.0.1:8000-8001:80-81", "53:5353/udp"].map(parsePortMapping);
  expect(forwardedPorts(mappings)).toEqual([
    { hostIp: "127.0.0.1", hostPort: 8000, containerPort: 80, range: 2, protocol: "tcp" },
    { hostIp: "", hostPort: 53, containerPort: 5353, range: 1, protocol: "udp" },
  ]);
  expect(mappings.map(formatPortMapping)).toEqual(["127.0.0.1:8000-8001:80-81/tcp", "53:5353/udp"]);
});

// Checks the statistics' format.
import { expect, test } from "bun:test";
import { PortCounters, statisticsLine } from "../../../../../src/network/port/counters.ts";

test("statisticsLine() is one line of JSON with an entry for each port", () => {
  const counters = new PortCounters("tcp", "", 8080, 80);
  counters.accepted = 3;
  counters.active = 1;
  counters.refused = 1;
  counters.reset = 1;
  counters.up.bytes = 10;
  counters.down.bytes = 20;
  const line = statisticsLine([counters, new PortCounters("udp", "::1", 53, 53)]);
  expect(line.indexOf("\n")).toBe(line.length - 1);
  const { ports } = JSON.parse(line);
  expect(ports).toHaveLength(2);
  expect(ports[0]).toEqual({
    protocol: "tcp",
    hostIp: "",
    hostPort: 8080,
    containerPort: 80,
    accepted: 3,
    active: 1,
    refused: 1,
    reset: 1,
    bytesIn: 10,
    bytesOut: 20,
  });
});

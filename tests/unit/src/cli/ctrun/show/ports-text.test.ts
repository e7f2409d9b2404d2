// Ports in Podman's words.
import { expect, test } from "bun:test";
import { portLines, portMap, portsText } from "../../../../../../src/cli/ctrun/show/ports-text.ts";
import { parsePortMapping } from "../../../../../../src/engine/ports/port-mapping.ts";

const PORTS = ["127.0.0.1:8080:80", "5000-5001:50-51/udp", "[::1]:9:9", "81"].map(parsePortMapping);

test("portsText() shows where each port leads", () => {
  expect(portsText(PORTS)).toBe("127.0.0.1:8080->80/tcp, 0.0.0.0:5000-5001->50-51/udp, [::1]:9->9/tcp, 81/tcp");
});

test("portLines() has a line for each port of a row", () => {
  expect(portLines(PORTS.slice(0, 3))).toEqual([
    "80/tcp -> 127.0.0.1:8080",
    "50/udp -> 0.0.0.0:5000",
    "51/udp -> 0.0.0.0:5001",
    "9/tcp -> [::1]:9",
  ]);
});

test("portMap() has all that leads to a port together", () => {
  expect(portMap([...PORTS.slice(0, 1), ...["8081:80", "82"].map(parsePortMapping)])).toEqual({
    "80/tcp": [
      { HostIp: "127.0.0.1", HostPort: "8080" },
      { HostIp: "0.0.0.0", HostPort: "8081" },
    ],
    "82/tcp": [{ HostIp: "0.0.0.0", HostPort: "" }],
  });
});

// Checks the grammar of published ports: what Podman 4.3 takes and refuses, input by input.
import { expect, test } from "bun:test";
import { PortError } from "../../../../../src/engine/errors.ts";
import { formatPortMapping, type PortMapping, parsePortMapping } from "../../../../../src/engine/ports/port-mapping.ts";

const NOTHING_SPECIAL: PortMapping = { hostIp: "", hostPort: 0, containerPort: 80, protocol: "tcp", range: 1 };

const TAKEN: Readonly<Record<string, Partial<PortMapping>>> = {
  "80": {},
  ":80": {},
  "8080:80": { hostPort: 8080 },
  "080:80": { hostPort: 80 },
  "127.0.0.1:8080:80": { hostIp: "127.0.0.1", hostPort: 8080 },
  "127.0.0.1::80": { hostIp: "127.0.0.1" },
  "[::1]:8080:80": { hostIp: "::1", hostPort: 8080 },
  "[0:0::01]::80": { hostIp: "::1" },
  "0.0.0.0:8080:80": { hostPort: 8080 },
  "[::]:8080:80": { hostIp: "::", hostPort: 8080 },
  "[::ffff:1.2.3.4]::80": { hostIp: "1.2.3.4" },
  "8000-8002:80-82": { hostPort: 8000, range: 3 },
  "80-82": { range: 3 },
  "127.0.0.1::80-82": { hostIp: "127.0.0.1", range: 3 },
  "80/udp": { protocol: "udp" },
  "80/UDP": { protocol: "udp" },
  "1:80/sctp": { hostPort: 1, protocol: "sctp" },
  "65535:80/tcp": { hostPort: 65_535 },
};

const REFUSED: Readonly<Record<string, string>> = {
  "": "the container port is missing",
  "8080:": "the container port is missing",
  "::80": "the host address is empty",
  ":80:80": "the host address is empty",
  "[]:80:80": "the host address is empty",
  "[::1]:80": "host port (which may be empty) and container port follow the address",
  "[::1]:1:2:3": "host port (which may be empty) and container port follow the address",
  "[::1:1:2": "brackets go around an IPv6 address, and a colon follows",
  "[::1]80": "brackets go around an IPv6 address, and a colon follows",
  "80:[::1]:80": "brackets go around an IPv6 address, and a colon follows",
  "::1:1:2": "it has too many colons; an IPv6 address needs brackets",
  "8000-8001:80-82": "2 host ports cannot lead to 3 container ports",
  "8000-8002:80": "3 host ports cannot lead to 1 container ports",
  "80/": "the protocol is missing",
  "80/icmp": 'protocol "icmp" is not tcp, udp or sctp',
  "80/tcp,udp": 'protocol "tcp,udp" is not tcp, udp or sctp',
  "80/tcp/udp": "it has more than one protocol",
  "0:80": "host port 0 is not between 1 and 65535",
  "80:0": "container port 0 is not between 1 and 65535",
  "65536:1": "host port 65536 is not between 1 and 65535",
  "65530-65540:1-11": "host port 65540 is not between 1 and 65535",
  "82-80": "container port 80 does not come after 82",
  "80-80": "container port 80 does not come after 80",
  "80-81-82": "a range of container ports has two ends, not 3",
  "80-": 'container port "" is not a number',
  "-1:80": 'host port "" is not a number',
  "+80:80": 'host port "+80" is not a number',
  "0x50:80": 'host port "0x50" is not a number',
  " 80:80": 'host port " 80" is not a number',
  "80\n": 'container port "80\n" is not a number',
  "a:b": 'container port "b" is not a number',
  "1.2.3:1:2": '"1.2.3" is no IP address',
  "localhost:1:2": '"localhost" is no IP address',
  "[fe80::1%2]:1:2": '"fe80::1%2" is no IP address',
};

test("parsePortMapping() reads everything that Podman takes", () => {
  for (const [text, difference] of Object.entries(TAKEN)) {
    expect([text, parsePortMapping(text)]).toEqual([text, { ...NOTHING_SPECIAL, ...difference }]);
  }
});

test("parsePortMapping() refuses the rest, and says what is wrong with what", () => {
  for (const [text, why] of Object.entries(REFUSED)) {
    expect(() => parsePortMapping(text)).toThrow(new PortError(`Cannot read port mapping "${text}": ${why}`));
  }
});

test("formatPortMapping() writes what parsePortMapping() reads", () => {
  for (const text of Object.keys(TAKEN)) {
    const mapping = parsePortMapping(text);
    expect(parsePortMapping(formatPortMapping(mapping))).toEqual(mapping);
  }
  const random = (limit: number): number => 1 + Math.floor(Math.random() * limit);
  for (let round = 0; round < 1_000; round++) {
    const range = random(3);
    const mapping: PortMapping = {
      hostIp: ["", "10.0.0.1", "::1", "::"][round % 4] ?? "",
      hostPort: round % 3 === 0 ? 0 : random(65_536 - range),
      containerPort: random(65_536 - range),
      protocol: (["tcp", "udp", "sctp"] as const)[round % 3] ?? "tcp",
      range,
    };
    expect(parsePortMapping(formatPortMapping(mapping))).toEqual(mapping);
  }
});

test("parsePortMapping() answers whatever it is given with a mapping or a PortError", () => {
  const pieces = ["", ":", "[", "]", "-", "/", "%", "80", "65536", "::1", "127.0.0.1", "udp", "tcp", "x", "\0", "🚀"];
  for (let round = 0; round < 20_000; round++) {
    const length = Math.floor(Math.random() * 8);
    const text = Array.from({ length }, () => pieces[Math.floor(Math.random() * pieces.length)] ?? "").join("");
    try {
      parsePortMapping(formatPortMapping(parsePortMapping(text)));
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
    }
  }
});

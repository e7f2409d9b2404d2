// Checks what is found wrong with mappings before anything is bound.
import { expect, test } from "bun:test";
import { PortError } from "../../../../../src/engine/errors.ts";
import { checkMappings } from "../../../../../src/engine/ports/check-mappings.ts";
import { type PortMapping, parsePortMapping } from "../../../../../src/engine/ports/port-mapping.ts";

const MAPPING: PortMapping = { hostIp: "", hostPort: 8080, containerPort: 80, protocol: "tcp", range: 1 };

function check(...texts: readonly string[]): void {
  checkMappings(texts.map(parsePortMapping));
}

test("checkMappings() takes what has nothing in common", () => {
  check();
  check("8080:80", "8080:80/udp", "8081:80", "80", "80");
  check("127.0.0.1:8080:80", "127.0.0.2:8080:80", "[::1]:8080:80", "[::]:8081:80");
  check("127.0.0.1:8080:80", "[::]:8080:80");
  check("8000-8004:1-5", "8005:1", "7999:1");
});

test("checkMappings() refuses to give one port to two", () => {
  for (const [one, other, port] of [
    ["8080:80/tcp", "8080:81/tcp", "8080/tcp"],
    ["8080:80/udp", "127.0.0.1:8080:81/udp", "8080/udp"],
    ["[::1]:8080:80/tcp", "8080:81/tcp", "8080/tcp"],
    ["[::1]:8080:80/tcp", "[::]:8080:81/tcp", "8080/tcp"],
    ["8000-8004:1-5/tcp", "8004-8005:1-2/tcp", "8004/tcp"],
    ["8004-8005:1-2/tcp", "8000-8009:1-10/tcp", "8004/tcp"],
  ] as const) {
    const text = `Cannot publish ${other}: ${one} has host port ${port} already`;
    expect(() => check("1:1", one, other)).toThrow(new PortError(text));
  }
});

test("checkMappings() sees one address behind two ways to write it", () => {
  const written = (hostIp: string): PortMapping => ({ ...MAPPING, hostIp });
  expect(() => checkMappings([written("::1"), written("0::1")])).toThrow("has host port 8080/tcp already");
  expect(() => checkMappings([written("0.0.0.0"), written("127.0.0.1")])).toThrow("has host port 8080/tcp already");
  checkMappings([written("0.0.0.0"), written("::")]);
});

test("checkMappings() refuses numbers that a parser would not have let through", () => {
  for (const [difference, why] of [
    [{ hostIp: "localhost" }, '"localhost" is no IP address'],
    [{ range: 0 }, "a range of 0 ports is none"],
    [{ range: 1.5 }, "a range of 1.5 ports is none"],
    [{ containerPort: 0 }, "container ports go from 1 to 65535"],
    [{ containerPort: 65_535, range: 2 }, "container ports go from 1 to 65535"],
    [{ hostPort: -1 }, "host ports go from 1 to 65535"],
    [{ hostPort: Number.NaN }, "host ports go from 1 to 65535"],
    [{ hostPort: 65_535, range: 2 }, "host ports go from 1 to 65535"],
  ] as const) {
    expect(() => checkMappings([{ ...MAPPING, ...difference }])).toThrow(why);
  }
});

// What is wrong with port mappings before any port is bound: impossible numbers, the same port twice.
import { canonicalIp } from "../../../ffi/inet-address.ts";
import { PortError } from "../errors.ts";
import { formatPortMapping, type PortMapping } from "./port-mapping.ts";

const LAST_PORT = 65_535;

/** @throws {PortError} for the first mapping that cannot be, or that wants what an earlier one has */
export function checkMappings(mappings: readonly PortMapping[]): void {
  const fixed: PortMapping[] = [];
  for (const mapping of mappings) {
    checkNumbers(mapping);
    if (mapping.hostPort === 0) continue;
    const other = fixed.find((earlier) => overlap(earlier, mapping));
    if (other !== undefined) throw twice(other, mapping);
    fixed.push(mapping);
  }
}

function checkNumbers(mapping: PortMapping): void {
  const { hostIp, hostPort, containerPort, range } = mapping;
  const fail = (why: string): never => {
    throw new PortError(`Cannot publish ${formatPortMapping(mapping)}: ${why}`);
  };
  if (hostIp !== "" && canonicalIp(hostIp) === undefined) fail(`"${hostIp}" is no IP address`);
  if (!Number.isInteger(range) || range < 1) fail(`a range of ${range} ports is none`);
  if (!isRow(containerPort, range)) fail("container ports go from 1 to 65535");
  if (hostPort !== 0 && !isRow(hostPort, range)) fail("host ports go from 1 to 65535");
}

function isRow(first: number, range: number): boolean {
  return Number.isInteger(first) && first >= 1 && first + range - 1 <= LAST_PORT;
}

/** Whether both would bind the same port of the same address. */
function overlap(one: PortMapping, other: PortMapping): boolean {
  return (
    one.protocol === other.protocol &&
    one.hostPort < other.hostPort + other.range &&
    other.hostPort < one.hostPort + one.range &&
    shareAddress(one.hostIp, other.hostIp)
  );
}

/** "" is everything; 0.0.0.0 and :: are everything of their family. */
function shareAddress(one: string, other: string): boolean {
  const [a, b] = [canonicalIp(one) ?? "", canonicalIp(other) ?? ""];
  if (a === "" || b === "" || a === b) return true;
  const areOneFamily = a.includes(":") === b.includes(":");
  return areOneFamily && [a, b].some((ip) => ip === "0.0.0.0" || ip === "::");
}

function twice(one: PortMapping, other: PortMapping): PortError {
  const port = Math.max(one.hostPort, other.hostPort);
  const wanted = `host port ${port}/${other.protocol}`;
  return new PortError(`Cannot publish ${formatPortMapping(other)}: ${formatPortMapping(one)} has ${wanted} already`);
}

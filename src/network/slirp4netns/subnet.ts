// The container's network behind slirp4netns, and who has which address in it.
import { isIPv4 } from "node:net";

export interface Subnet {
  /** The first address, as a number. */
  readonly network: number;
  /** How many addresses. */
  readonly size: number;
}

/** What slirp4netns takes without `--cidr`. */
export const DEFAULT_CIDR = "10.0.2.0/24";

/** slirp4netns(1): the container has the hundredth address, DNS the third, the host's loopback the second. */
const GUEST = 100;
const DNS = 3;
const HOST = 2;

/** Reads `ADDRESS/LENGTH`, IPv4 only. @returns undefined for what is none */
export function parseSubnet(cidr: string): Subnet | undefined {
  const [address = "", length = "", ...rest] = cidr.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32) return undefined;
  const size = 2 ** (32 - Number(length));
  const number = numberOf(address);
  return { network: number - (number % size), size };
}

/** The container's own address. */
export function guestAddress(subnet: Subnet): string {
  return textOf(subnet.network + GUEST);
}

/** Where the container finds a name server. */
export function dnsAddress(subnet: Subnet): string {
  return textOf(subnet.network + DNS);
}

/** The address by which the container reaches the host. */
export function hostAddress(subnet: Subnet): string {
  return textOf(subnet.network + HOST);
}

export function isInside(subnet: Subnet, address: string): boolean {
  if (!isIPv4(address)) return false;
  const offset = numberOf(address) - subnet.network;
  return offset >= 0 && offset < subnet.size;
}

function numberOf(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

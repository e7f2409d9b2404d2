// A port of the host that slirp4netns passes on: what it can be, and why slirp4netns may have refused it.
import { isIPv4 } from "node:net";
import { NetworkError } from "../network-error.ts";
import { openListener } from "../port/open-listener.ts";
import { DEFAULT_CIDR, isInside, parseSubnet } from "./subnet.ts";

/**
 * A port of the host that leads to one of the container.
 *
 * UDP on 127.0.0.1 goes in only: slirp4netns sends no answers from there. On 0.0.0.0 clients of this machine get
 * answers where the container may reach the host's loopback device. The port forwarder knows no such difference.
 */
export interface HostForward {
  readonly protocol: "tcp" | "udp";
  /** IPv4 only. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly guestPort: number;
  /** In the container's network; without it, the container's own address there. */
  readonly guestIp?: string;
}

const LAST_PORT = 65_535;

/**
 * @param cidr the container's network
 * @throws {NetworkError} for what slirp4netns would refuse without a reason, or take and never pass on
 */
export function checkHostForward(forward: HostForward, cidr = DEFAULT_CIDR): void {
  const problem = wrongWith(forward, cidr);
  if (problem !== undefined) throw new NetworkError(`Cannot forward ${formatHostForward(forward)}: ${problem}`);
}

/** Why slirp4netns has refused it, which it does not say: what happens to somebody else who tries. */
export function whyRefused({ protocol, hostIp, hostPort }: HostForward): string | undefined {
  try {
    openListener({ protocol: `${protocol}4`, ip: hostIp, port: hostPort }).close();
    return undefined;
  } catch (error) {
    if (error instanceof NetworkError) return error.message;
    throw error;
  }
}

/** `127.0.0.1:8080/tcp`. */
export function formatHostForward({ protocol, hostIp, hostPort }: HostForward): string {
  return `${hostIp}:${hostPort}/${protocol}`;
}

function wrongWith({ hostIp, hostPort, guestIp, guestPort }: HostForward, cidr: string): string | undefined {
  if (!isIPv4(hostIp)) return "slirp4netns listens on IPv4 addresses only";
  const wrongPort = [hostPort, guestPort].find((port) => !(Number.isInteger(port) && port > 0 && port <= LAST_PORT));
  if (wrongPort !== undefined) return `there is no port ${wrongPort}`;
  const subnet = parseSubnet(cidr);
  if (guestIp !== undefined && (subnet === undefined || !isInside(subnet, guestIp))) {
    return `"${guestIp}" is not in the container's network ${cidr}`;
  }
  return undefined;
}

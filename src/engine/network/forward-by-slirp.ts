// Has slirp4netns itself forward the published ports.
import { existsSync } from "node:fs";
import { NetworkError } from "../../network/network-error.ts";
import { addHostForward } from "../../network/slirp4netns/api.ts";
import { whenThere } from "../../waiting/appearance.ts";
import type { Child } from "../../waiting/child.ts";
import { Deadline, type Waiting } from "../../waiting/deadline.ts";
import { PortError } from "../errors.ts";
import { formatPortMapping, type PortMapping } from "../ports/port-mapping.ts";

/** All addresses of the machine; slirp4netns knows those of IPv4 only. */
const ANY = "0.0.0.0";

/**
 * Asks for every port, one after the other.
 *
 * @param slirp what is to forward
 * @param apiSocket where it listens, or will
 * @throws {PortError} when slirp4netns refuses one
 * @throws {NetworkError} when it cannot be asked, or has ended
 */
export async function forwardBySlirp(
  slirp: Child,
  apiSocket: string,
  mappings: readonly PortMapping[],
  waiting: Waiting,
): Promise<void> {
  using deadline = new Deadline("slirp4netns to forward ports", waiting);
  await socketThere(slirp, apiSocket, deadline.signal);
  for (const mapping of mappings) {
    for (let index = 0; index < mapping.range; index++) await forward(apiSocket, mapping, index, deadline.signal);
  }
}

/** A slirp4netns that ends early makes no socket any more. */
async function socketThere(slirp: Child, apiSocket: string, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const watching = AbortSignal.any([signal, settled.signal]);
  const ended = slirp.ended(watching).then(() => {
    throw new NetworkError("slirp4netns has ended before it could forward ports");
  });
  const there = whenThere(apiSocket, () => existsSync(apiSocket) || undefined, watching);
  try {
    await Promise.race([there, ended]);
  } finally {
    settled.abort();
    await Promise.allSettled([there, ended]);
  }
}

async function forward(apiSocket: string, mapping: PortMapping, index: number, signal: AbortSignal): Promise<void> {
  const { hostIp, hostPort, containerPort } = mapping;
  const protocol = mapping.protocol === "udp" ? "udp" : "tcp";
  const ports = { hostPort: hostPort + index, guestPort: containerPort + index };
  try {
    await addHostForward(apiSocket, { protocol, hostIp: hostIp || ANY, ...ports }, { signal });
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    throw new PortError(`Cannot forward ${formatPortMapping(mapping)}: ${cause.message}`, { cause });
  }
}

// A container's network over its life: what is made before it, started with it, and removed after it.
import type { Fd } from "../../../../ffi/fd.ts";
import type { Container } from "../../../engine/container.ts";
import { removeKeptNamespace } from "../../../engine/network/kept-namespace.ts";
import { SlirpNetwork } from "../../../engine/network/slirp-network.ts";
import type { PortMapping } from "../../../engine/ports/port-mapping.ts";
import { parseSlirpOptions } from "../../../network/slirp4netns/options.ts";
import type { Waiting } from "../../../waiting/deadline.ts";
import { networkPlace } from "../run/network.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import type { Inventory } from "./inventory.ts";
import { filesOf } from "./place.ts";

/** A network that is being made for a container. */
export interface NetworkInTheMaking extends Disposable {
  /** For the monitor to hold. */
  leaked(): readonly Fd[];
  /** @returns the ports that lead to the container, and where from */
  connect(container: Container): Promise<readonly PortMapping[]>;
}

/** @throws {NetworkError} nothing is left then */
export async function prepareNetwork(
  { directories }: Inventory,
  { id, config }: ContainerRecord,
  waiting: Waiting,
): Promise<NetworkInTheMaking> {
  if (config.network !== "slirp4netns") return NOTHING_TO_DO;
  const network = await SlirpNetwork.prepare(
    {
      id,
      options: parseSlirpOptions(config.slirpOptions ?? []),
      ports: config.ports,
      namespace: networkPlace(config, id),
      apiSocket: filesOf(id, directories).slirpSocket,
    },
    waiting,
  );
  return {
    leaked: () => network.leaked(),
    connect: ({ pid }) => {
      if (pid === undefined) throw new Error(`container ${id} has no process that could be given a network`);
      return network.connect(pid, waiting);
    },
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
}

/** Removes what outlives the container's monitor. */
export function removeNetwork({ id, config }: ContainerRecord): void {
  const place = networkPlace(config, id);
  if (place !== undefined) removeKeptNamespace(place);
}

/** With the host's network, or none, the ports are the engine's business, which reserves them. */
const NOTHING_TO_DO: NetworkInTheMaking = {
  leaked: () => [],
  connect: ({ ports }) => Promise.resolve(ports),
  [Symbol.dispose]: () => undefined,
};

// `--network`: which network a container has.
import { keptNamespace, type NamespacePlace, namespacePath } from "../../../engine/network/kept-namespace.ts";
import type { PortMapping } from "../../../engine/ports/port-mapping.ts";
import type { NamespaceModes } from "../../../engine/spec/namespaces.ts";
import { parseSlirpOptions } from "../../../network/slirp4netns/options.ts";
import {
  DEFAULT_CIDR,
  dnsAddress,
  guestAddress,
  parseSubnet,
  type Subnet,
} from "../../../network/slirp4netns/subnet.ts";
import type { ContainerConfig } from "../state/container-config.ts";

/** A network, and what is to be done differently with slirp4netns: `NAME=VALUE` each. */
export type Network = Pick<ContainerConfig, "network" | "slirpOptions">;

/**
 * Reads the option. `none` is a network of its own with nothing in it but the loopback interface; `host` is the host's;
 * `slirp4netns[:NAME=VALUE,…]` leads to the outside, and ports of the host's to it.
 *
 * @throws {Error} for what ctrun does not have
 */
export function parseNetwork(text: string): Network {
  const [mode = "", ...rest] = text.split(":");
  if (mode === "slirp4netns") {
    const slirpOptions = rest.join(":").split(",").filter(Boolean);
    parseSlirpOptions(slirpOptions);
    return { network: mode, slirpOptions };
  }
  if ((mode === "none" || mode === "host") && rest.length === 0) return { network: mode };
  throw new Error("it must be none, host or slirp4netns[:OPTIONS]");
}

/** What is published in a network, with a word about what does not come true. */
export interface Publication {
  readonly ports: readonly PortMapping[];
  readonly warning: string | undefined;
}

/** Only slirp4netns leads anywhere from outside. In the host's network, a port that we held the container could not have. */
export function publication({ network }: Network, wanted: readonly PortMapping[]): Publication {
  if (wanted.length === 0 || network === "slirp4netns") return { ports: wanted, warning: undefined };
  if (network === "host") {
    return {
      ports: [],
      warning: "Published ports are discarded with --network host: the container has the host's own",
    };
  }
  const advice = "leave --network out, or use slirp4netns";
  return {
    ports: wanted,
    warning: `Published ports are only reserved with --network none: nothing forwards; ${advice}`,
  };
}

/** Where ctrun keeps the network namespace of a container; undefined when there is none to be kept. */
export function networkPlace({ network }: Network, id: string): NamespacePlace | undefined {
  return network === "slirp4netns" ? keptNamespace(`ctrun-${id}`) : undefined;
}

/** The namespaces that follow from it. */
export function networkNamespaces(network: Network, id: string): NamespaceModes {
  if (network.network === "host") return { network: "host" };
  const place = networkPlace(network, id);
  return { network: place === undefined ? "private" : { path: namespacePath(place) } };
}

/** The name server of the container's network; none where there is no other than the host's own. */
export function nameServers(network: Network): readonly string[] {
  const subnet = subnetOf(network);
  return subnet === undefined ? [] : [dnsAddress(subnet)];
}

/** The container's own address; undefined where there is none but the loopback one, or the host's. */
export function containerAddress(network: Network): string | undefined {
  const subnet = subnetOf(network);
  return subnet === undefined ? undefined : guestAddress(subnet);
}

function subnetOf({ network, slirpOptions = [] }: Network): Subnet | undefined {
  return network === "slirp4netns" ? parseSubnet(parseSlirpOptions(slirpOptions).cidr ?? DEFAULT_CIDR) : undefined;
}

// `--network`: which network a container has.
import { keptNamespace, type NamespacePlace, namespacePath } from "../../../engine/network/kept-namespace.ts";
import type { NamespaceModes } from "../../../engine/spec/namespaces.ts";
import { parseSlirpOptions } from "../../../network/slirp4netns/options.ts";
import { DEFAULT_CIDR, dnsAddress, parseSubnet } from "../../../network/slirp4netns/subnet.ts";
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
export function nameServers({ network, slirpOptions = [] }: Network): readonly string[] {
  if (network !== "slirp4netns") return [];
  const subnet = parseSubnet(parseSlirpOptions(slirpOptions).cidr ?? DEFAULT_CIDR);
  return subnet === undefined ? [] : [dnsAddress(subnet)];
}

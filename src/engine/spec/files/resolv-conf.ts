// The text of a container's /etc/resolv.conf.

export interface ResolvConfOptions {
  /** The host's own file. */
  readonly base: string;
  /** In place of the host's name servers. */
  readonly nameservers?: readonly string[];
  /** Whether the container has the host's loopback interface, and so reaches a name server there. */
  readonly hostNetwork: boolean;
  /** Used when the host has no name server that the container reaches: slirp4netns has one at 10.0.2.3. */
  readonly fallback?: readonly string[];
}

/** Writes the file, see resolv.conf(5): the host's search domains and options, and name servers that can be reached. */
export function renderResolvConf({ base, nameservers, hostNetwork, fallback = [] }: ResolvConfOptions): string {
  const lines = base.split("\n").map((line) => line.trim());
  const own = lines.flatMap(nameserverOf).filter((address) => hostNetwork || !isLoopback(address));
  const servers = nameservers ?? (own.length === 0 ? fallback : own);
  const rest = lines.filter((line) => /^(?:search|domain|options|sortlist)\s/.test(line));
  return [...rest, ...servers.map((address) => `nameserver ${address}`)].map((line) => `${line}\n`).join("");
}

function nameserverOf(line: string): string[] {
  const address = /^nameserver\s+(\S+)/.exec(line)?.[1];
  return address === undefined ? [] : [address];
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1";
}

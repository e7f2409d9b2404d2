// The text of a container's /etc/hosts.

export interface HostsOptions {
  /** The host's own file, whose entries the container gets too. */
  readonly base?: string;
  /** The container's address; without one, a name of its own means its loopback interface. */
  readonly address?: string;
  /** The container's host name and name. */
  readonly names?: readonly string[];
  /** `--add-host NAME:ADDRESS`, see add-host.ts. They come first: a resolver takes the first that fits. */
  readonly added?: readonly HostEntry[];
}

export interface HostEntry {
  readonly name: string;
  readonly address: string;
}

/** Writes the file, see hosts(5). */
export function renderHosts({ base = LOOPBACK, address = "127.0.0.1", names = [], added = [] }: HostsOptions): string {
  const lines = [
    ...added.map((entry) => `${entry.address}\t${entry.name}`),
    ...base.split("\n").flatMap(entryOf),
    ...(names.length === 0 ? [] : [`${address}\t${[...new Set(names)].join(" ")}`]),
  ];
  return `${lines.join("\n")}\n`;
}

const LOOPBACK = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n";

function entryOf(line: string): string[] {
  const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
  return address === undefined || names.length === 0 ? [] : [`${address}\t${names.join(" ")}`];
}

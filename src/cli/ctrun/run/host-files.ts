// The files in /etc that ctrun writes for a container: its name, and the names that it can look up.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type HostEntry, renderHosts } from "../../../engine/spec/files/hosts.ts";
import { renderResolvConf } from "../../../engine/spec/files/resolv-conf.ts";
import type { HostFiles } from "../../../engine/spec/mounts/host-files.ts";
import { type Network, nameServers } from "./network.ts";

export interface HostFileWishes {
  /** Of the container. */
  readonly hostname: string;
  readonly name: string;
  readonly network: Network;
  /** Names of other machines. */
  readonly added: readonly HostEntry[];
}

/** Writes them into a directory that exists. @returns their paths */
export function writeHostFiles(directory: string, { hostname, name, network, added }: HostFileWishes): HostFiles {
  // The container's users read them, whoever they are.
  const write = (file: string, content: string): string => {
    const path = join(directory, file);
    writeFileSync(path, content, { mode: 0o644 });
    return path;
  };
  const hostNetwork = network.network === "host";
  const servers = nameServers(network);
  const hosts = hostNetwork ? { base: contentOf("/etc/hosts") } : {};
  return {
    hosts: write("hosts", renderHosts({ ...hosts, names: [hostname, name], added })),
    hostname: write("hostname", `${hostname}\n`),
    resolvConf: write(
      "resolv.conf",
      renderResolvConf({
        base: contentOf("/etc/resolv.conf"),
        hostNetwork,
        ...(servers.length === 0 ? {} : { nameservers: servers }),
      }),
    ),
  };
}

/** Empty for a file that is not there. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

// Which namespaces a container gets of its own, joins, or shares with the host.
import type { OciNamespace } from "./oci-types.ts";

/** One of its own, the host's, or one that exists. */
export type NamespaceMode = "private" | "host" | { readonly path: string };

/** Without a word every one is private, but for the cgroup namespace, which Podman makes with cgroup version 2 only. */
export interface NamespaceModes {
  readonly pid?: NamespaceMode;
  readonly network?: NamespaceMode;
  readonly ipc?: NamespaceMode;
  readonly uts?: NamespaceMode;
  readonly cgroup?: NamespaceMode;
}

/** The list for the runtime; the mount namespace is always private. */
export function containerNamespaces(
  modes: NamespaceModes,
  { rootless }: { readonly rootless: boolean },
): OciNamespace[] {
  return [
    ...one("pid", modes.pid),
    ...one("network", modes.network),
    ...one("ipc", modes.ipc),
    ...one("uts", modes.uts),
    ...one("mount", "private"),
    ...one("cgroup", modes.cgroup ?? "host"),
    ...(rootless ? one("user", "private") : []),
  ];
}

function one(type: string, mode: NamespaceMode = "private"): OciNamespace[] {
  if (mode === "host") return [];
  return mode === "private" ? [{ type }] : [{ type, path: mode.path }];
}

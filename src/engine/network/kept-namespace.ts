// The network namespace that an engine keeps for a container.
import { existsSync } from "node:fs";
import { namespaceDirectory } from "../../network/netns/directory.ts";
import { removeNetworkNamespace } from "../../network/netns/namespace.ts";

/** A namespace is mounted on the file of this name. */
export interface NamespacePlace {
  readonly directory: string;
  readonly name: string;
}

/**
 * Where the namespace of a container is kept.
 *
 * @param name not used by anything else
 * @returns undefined for an ordinary user, who cannot mount one: the runtime makes it, with the user namespace
 *
 * @example
 * ```ts
 * const namespace = keptNamespace(`engine-${container.id}`);
 * ```
 */
export function keptNamespace(name: string, uid = process.geteuid?.()): NamespacePlace | undefined {
  return uid === 0 ? { directory: namespaceDirectory({ uid, env: {} }), name } : undefined;
}

/**
 * The file, for the OCI spec.
 *
 * @example
 * ```ts
 * const path = namespacePath({ directory: "/run/netns", name: "web" });
 * ```
 */
export function namespacePath({ directory, name }: NamespacePlace): string {
  return `${directory}/${name}`;
}

/**
 * Removes it, if it is there.
 *
 * @throws {SystemError} EPERM
 *
 * @example
 * ```ts
 * removeKeptNamespace({ directory: "/run/netns", name: "web" });
 * ```
 */
export function removeKeptNamespace(place: NamespacePlace): void {
  const path = namespacePath(place);
  if (existsSync(path)) removeNetworkNamespace(path, place.directory);
}

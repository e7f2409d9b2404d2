// Network namespaces that outlive the processes in them: making, opening, listing and removing them.
import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { O_CREAT, O_EXCL, O_NONBLOCK, O_RDONLY } from "../../../ffi/constants.ts";
import { EEXIST, EINVAL, ENOENT, messageOf, SystemError } from "../../../ffi/errno.ts";
import type { Fd } from "../../../ffi/fd.ts";
import { listDirectory, lstat, open, removeIfThere } from "../../../ffi/file.ts";
import { detachMount } from "../../../ffi/mount.ts";
import { isNetworkNamespace } from "../../../ffi/network-namespace.ts";
import type { Waiting } from "../../waiting/deadline.ts";
import { NetworkError } from "../network-error.ts";
import { lockDirectory, namespaceDirectory } from "./directory.ts";
import { keepInHelper } from "./keep-in-helper.ts";
import { checkNamespaceName, randomNamespaceName } from "./name.ts";

export interface NamespaceOptions extends Waiting {
  /** Without it, a random one. */
  readonly name?: string;
  /** Where it is kept; without it, where `ip netns` looks, or below an ordinary user's XDG_RUNTIME_DIR. */
  readonly directory?: string;
}

/**
 * Makes a network namespace that stays until `removeNetworkNamespace()`. `ip netns` sees it.
 *
 * @returns the file that it is mounted on
 * @throws {NetworkError} for a bad name, one that is taken, or without the right to make namespaces: nothing is left
 * @throws {TimeoutError} or the signal's reason: nothing is left either
 *
 * @example
 * ```ts
 * const path = await createNetworkNamespace({ name: "web" });
 * const spec = buildSpec({ rootfs: "/srv/busybox", args: ["sh"], namespaces: { network: { path } } });
 * ```
 */
export async function createNetworkNamespace(options: NamespaceOptions = {}): Promise<string> {
  const { name = randomNamespaceName(), directory = namespaceDirectory(), ...waiting } = options;
  checkNamespaceName(name);
  const path = `${resolve(directory)}/${name}`;
  try {
    makePlace(path);
    await keptOrNothing(path, waiting);
    return path;
  } catch (cause) {
    // The reason of a signal, or that the time is over, is told as it is.
    if (!(cause instanceof NetworkError || cause instanceof SystemError)) throw cause;
    throw new NetworkError(`Cannot create network namespace "${name}": ${messageOf(cause)}`, { cause });
  }
}

/**
 * Opens a namespace, made by us or by `ip netns add`, or a process's by its /proc/PID/ns/net.
 *
 * @throws {NetworkError} when there is nothing, or something else
 *
 * @example
 * ```ts
 * using namespace = openNetworkNamespace(`/proc/${container.pid}/ns/net`);
 * ```
 */
export function openNetworkNamespace(path: string): Fd {
  const file = openedOrExplained(path);
  if (isNetworkNamespace(file)) return file;
  file.close();
  throw new NetworkError(`"${path}" is no network namespace`);
}

/**
 * The names of the namespaces in a directory, in order.
 *
 * @example
 * ```ts
 * for (const name of listNetworkNamespaces()) console.log(name);
 * ```
 */
export function listNetworkNamespaces(directory = namespaceDirectory()): string[] {
  if (lstat(directory) === undefined) return [];
  return listDirectory(directory)
    .filter((name) => isNamespaceAt(`${directory}/${name}`))
    .toSorted();
}

/**
 * Removes a namespace from its directory; processes that are in it keep it. The empty file that a crash has left
 * there is removed, too.
 *
 * @throws {NetworkError} for a path that is not directly in the directory: a /proc path is not ours to touch
 *
 * @example
 * ```ts
 * removeNetworkNamespace("/run/netns/web");
 * ```
 */
export function removeNetworkNamespace(path: string, directory = namespaceDirectory()): void {
  if (dirname(resolve(path)) !== resolve(directory)) {
    throw new NetworkError(`Cannot remove network namespace "${path}": it is not in "${directory}"`);
  }
  if (lstat(path) === undefined) throw new NetworkError(`Cannot remove network namespace "${path}": it is not there`);
  clear(path);
}

/** The file is made here, where a helper that is killed cannot leave it in doubt whose it is. */
function makePlace(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  try {
    open(path, O_RDONLY | O_CREAT | O_EXCL, 0o444).close();
  } catch (error) {
    if (!(error instanceof SystemError) || error.errno !== EEXIST) throw error;
    throw new NetworkError(`there is one of that name already: "${path}"`, { cause: error });
  }
}

async function keptOrNothing(path: string, waiting: Waiting): Promise<void> {
  try {
    await keepInHelper(path, waiting);
  } catch (error) {
    // A helper that was killed may have come as far as the mount.
    clear(path);
    throw error;
  }
}

/** Locked: somebody may be about to mount something there. */
function clear(path: string): void {
  using _lock = lockDirectory(dirname(path));
  detach(path);
  removeIfThere(path);
}

function detach(path: string): void {
  try {
    detachMount(path);
  } catch (error) {
    // EINVAL: nothing is mounted there. ENOENT: somebody else has been quicker.
    if (!(error instanceof SystemError) || (error.errno !== EINVAL && error.errno !== ENOENT)) throw error;
  }
}

function isNamespaceAt(path: string): boolean {
  try {
    using _namespace = openNetworkNamespace(path);
    return true;
  } catch (error) {
    if (error instanceof NetworkError) return false;
    throw error;
  }
}

function openedOrExplained(path: string): Fd {
  try {
    // A FIFO of that name must not hold us up.
    return open(path, O_RDONLY | O_NONBLOCK);
  } catch (cause) {
    throw new NetworkError(`Cannot open network namespace: ${messageOf(cause)}`, { cause });
  }
}

// `--sysctl NAME=VALUE`: kernel parameters that a container has for itself.
import type { NamespaceModes } from "./namespaces.ts";
import { SpecError } from "./spec-error.ts";

/** @returns name and value @throws {SpecError} when there is no `=` or no name */
export function parseSysctl(text: string): readonly [name: string, value: string] {
  const end = text.indexOf("=");
  if (end < 1) throw new SpecError(`Invalid --sysctl "${text}": use NAME=VALUE, as in net.ipv4.ip_forward=1`);
  return [text.slice(0, end).replaceAll("/", "."), text.slice(end + 1)];
}

/**
 * All parameters to set, with Podman's default: every group of the container may send pings.
 *
 * @throws {SpecError} for a parameter that would be the host's, by its nature or by the namespaces that are shared
 */
export function containerSysctls(
  own: Readonly<Record<string, string>>,
  modes: NamespaceModes,
): Readonly<Record<string, string>> {
  for (const name of Object.keys(own)) check(name, modes);
  return modes.network === "host" ? own : { "net.ipv4.ping_group_range": "0 0", ...own };
}

function check(name: string, modes: NamespaceModes): void {
  const namespace = namespaceOf(name);
  if (namespace === undefined)
    throw new SpecError(`Cannot set "${name}": no namespace has it, it is the whole machine's`);
  if (modes[namespace] === "host")
    throw new SpecError(`Cannot set "${name}": the ${namespace} namespace is the host's`);
}

// namespaces(7): what is in each.
function namespaceOf(name: string): "network" | "ipc" | "uts" | undefined {
  if (name.startsWith("net.")) return "network";
  if (name === "kernel.domainname") return "uts";
  if (/^fs\.mqueue\.|^kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)$/.test(name))
    return "ipc";
  return undefined;
}

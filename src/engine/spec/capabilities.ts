// Which capabilities a container's process has: Podman's defaults, and what --cap-add and --cap-drop make of them.
import type { OciCapabilities } from "./oci-types.ts";
import { SpecError } from "./spec-error.ts";

/** What Podman gives to a container that asks for nothing: containers.conf(5), `default_capabilities`. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FOWNER",
  "CAP_FSETID",
  "CAP_KILL",
  "CAP_NET_BIND_SERVICE",
  "CAP_SETFCAP",
  "CAP_SETGID",
  "CAP_SETPCAP",
  "CAP_SETUID",
  "CAP_SYS_CHROOT",
];

/** linux/capability.h: the place in the list is the bit of the kernel's masks. */
export const ALL_CAPABILITIES: readonly string[] = (
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE " +
  "NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT " +
  "SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP " +
  "MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
)
  .split(" ")
  .map((name) => `CAP_${name}`);

export interface CapabilityOptions {
  /** Names with or without `CAP_`, in any case, or `ALL`. */
  readonly add?: readonly string[];
  readonly drop?: readonly string[];
  /** All that can be had; then `add` has no effect. */
  readonly privileged?: boolean;
  /** What can be had here, see available-capabilities.ts; without it, every capability there is. */
  readonly available?: readonly string[];
}

/**
 * The bounding set, sorted.
 *
 * @throws {SpecError} for an unknown name, one that is both added and dropped, one that cannot be had here, and `ALL`
 *   in both lists
 */
export function boundingCapabilities(options: CapabilityOptions): readonly string[] {
  const all = options.available ?? ALL_CAPABILITIES;
  const added = namesOf(options.add, "cap-add");
  const dropped = namesOf(options.drop, "cap-drop");
  if (added.has(ALL) && dropped.has(ALL)) throw new SpecError("Cannot both add and drop all capabilities");
  for (const name of added) {
    if (name === ALL) continue;
    if (dropped.has(name)) throw new SpecError(`Cannot both add and drop the capability ${name}`);
    if (!all.includes(name)) throw new SpecError(`Cannot add the capability ${name}: the engine itself lacks it`);
  }
  if (dropped.has(ALL)) return sorted(added);
  const most = options.privileged === true || added.has(ALL);
  const given = most ? all : new Set([...DEFAULT_CAPABILITIES.filter((name) => all.includes(name)), ...added]);
  return sorted(given).filter((name) => !dropped.has(name));
}

/**
 * The kernel's five sets. Root has all that it may have; another user only what was added in so many words, and as
 * ambient ones, because its capabilities would otherwise be lost in execve(2). Podman does the same.
 *
 * @param uid the user's, as the container sees it
 * @throws {SpecError} see `boundingCapabilities`
 */
export function processCapabilities(uid: number, options: CapabilityOptions): OciCapabilities {
  const bounding = boundingCapabilities(options);
  if (uid === 0) return { bounding, effective: bounding, permitted: bounding };
  const added = namesOf(options.privileged === true ? [] : options.add, "cap-add");
  const own = added.has(ALL) ? bounding : sorted(added);
  return { bounding, effective: own, inheritable: own, permitted: own, ambient: own };
}

/** @param mask hexadecimal, as in the line `CapBnd:` of proc_pid_status(5) */
export function parseCapabilityMask(mask: string): readonly string[] {
  const bits = BigInt(`0x${mask.trim()}`);
  return ALL_CAPABILITIES.filter((_name, bit) => (bits >> BigInt(bit)) & 1n);
}

const ALL = "ALL";

function namesOf(names: readonly string[] | undefined, option: string): ReadonlySet<string> {
  return new Set((names ?? []).map((name) => nameOf(name, option)));
}

function nameOf(text: string, option: string): string {
  const upper = text.toUpperCase();
  if (upper === ALL) return ALL;
  const name = upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
  if (!ALL_CAPABILITIES.includes(name)) throw new SpecError(`Unknown capability "${text}" in --${option}`);
  return name;
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...names].toSorted();
}

// What every container finds mounted, with the differences that shared namespaces and missing privileges make.
import type { NamespaceModes } from "../namespaces.ts";
import type { OciMount } from "../oci-types.ts";

export interface DefaultMountOptions {
  readonly namespaces: NamespaceModes;
  readonly rootless: boolean;
  /** With /sys and the cgroups writable. */
  readonly privileged: boolean;
  /** Bytes of /dev/shm. */
  readonly shmSize: number;
  /** Whether the container has group 5, which terminals belong to on all distributions. */
  readonly terminalGroup: boolean;
}

/** Podman's mounts, in an order in which they can be made. */
export function defaultMounts(options: DefaultMountOptions): readonly OciMount[] {
  return [
    processes(options),
    { destination: "/dev", type: "tmpfs", source: "tmpfs", options: DEVICES },
    ...system(options),
    terminals(options),
    ...shared(options),
  ];
}

const SAFE: readonly string[] = ["nosuid", "noexec", "nodev"];
const DEVICES: readonly string[] = ["nosuid", "noexec", "strictatime", "mode=755", "size=65536k"];

// The kernel lets a user namespace mount what shows a namespace (proc, sysfs) only when it owns that namespace;
// where the namespace is the host's, what the host has mounted must do.
function borrowed(destination: string, ...options: readonly string[]): OciMount {
  return { destination, type: "bind", source: destination, options: ["rbind", "rprivate", ...SAFE, ...options] };
}

function processes({ namespaces, rootless }: DefaultMountOptions): OciMount {
  if (rootless && namespaces.pid === "host") return borrowed("/proc");
  return { destination: "/proc", type: "proc", source: "proc", options: SAFE };
}

function system({ namespaces, rootless, privileged }: DefaultMountOptions): OciMount[] {
  const access = privileged ? "rw" : "ro";
  // The host's cgroups come along with its /sys.
  if (rootless && namespaces.network === "host") return [borrowed("/sys", access)];
  return [
    { destination: "/sys", type: "sysfs", source: "sysfs", options: [...SAFE, access] },
    {
      destination: "/sys/fs/cgroup",
      type: "cgroup",
      source: "cgroup",
      options: ["rprivate", ...SAFE, "relatime", access],
    },
  ];
}

function terminals({ terminalGroup }: DefaultMountOptions): OciMount {
  const options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"];
  return {
    destination: "/dev/pts",
    type: "devpts",
    source: "devpts",
    // The kernel refuses the mount for a group that has no id on the host.
    options: terminalGroup ? [...options, "gid=5"] : options,
  };
}

/** What belongs to the namespace of inter-process communication. */
function shared({ namespaces, rootless, shmSize }: DefaultMountOptions): OciMount[] {
  if (namespaces.ipc === "host") {
    // Message queues work without it, see mq_overview(7): it only shows them.
    return [...(rootless ? [] : [queues()]), borrowed("/dev/shm")];
  }
  const options = [...SAFE, "mode=1777", `size=${shmSize}`];
  return [queues(), { destination: "/dev/shm", type: "tmpfs", source: "shm", options }];
}

function queues(): OciMount {
  return { destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: SAFE };
}

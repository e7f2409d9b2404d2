// What can be asked for of a container's configuration.
import type { CapabilityOptions } from "./capabilities.ts";
import type { HostFiles } from "./mounts/host-files.ts";
import type { NamespaceModes } from "./namespaces.ts";
import type { OciMount, OciRlimit, OciUser } from "./oci-types.ts";
import type { ResourceOptions } from "./resources.ts";
import type { RootlessIds } from "./rootless.ts";
import type { SeccompProfile } from "./seccomp/profile.ts";

/** All but the rootfs and the command have defaults, which are Podman's. */
export interface SpecOptions {
  /** Absolute path of the directory that becomes the container's root. */
  readonly rootfs: string;
  readonly readonlyRootfs?: boolean;
  /** With a read-only rootfs: whether /run, /tmp and /var/tmp can be written to all the same. True without a word. */
  readonly readonlyTmpfs?: boolean;

  /** The program and its arguments. */
  readonly args: readonly string[];
  /** `NAME=value`, in addition to PATH, TERM and HOSTNAME. */
  readonly env?: readonly string[];
  /** Absolute, in the container; without a word `/`. */
  readonly cwd?: string;
  /** As the container sees it; without a word root. Additional groups are had with root only. */
  readonly user?: OciUser;
  readonly terminal?: boolean;
  /** In characters. */
  readonly consoleSize?: { readonly rows: number; readonly columns: number };
  readonly hostname?: string;

  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly privileged?: boolean;
  /** What all capabilities are here, see capabilities.ts. */
  readonly availableCapabilities?: CapabilityOptions["available"];
  readonly noNewPrivileges?: boolean;
  /** The filter of system calls, see seccomp/profile.ts. Without it, and when privileged, there is none. */
  readonly seccomp?: SeccompProfile;

  /** See mounts/volume.ts, mount-option.ts and tmpfs.ts. Each takes the place of a default mount there. */
  readonly mounts?: readonly OciMount[];
  readonly hostFiles?: HostFiles;
  /** Bytes of /dev/shm; without a word 64 MiB. */
  readonly shmSize?: number;

  readonly namespaces?: NamespaceModes;
  /** The ids of a container without root, see rootless.ts. */
  readonly rootless?: RootlessIds | undefined;
  /**
   * For the runtime: a path below every hierarchy, or `SLICE:PREFIX:NAME` with systemd. Without it a rootless container
   * gets no cgroup, and a container of root's the runtime's choice.
   */
  readonly cgroupsPath?: string;
  readonly resources?: ResourceOptions;
  /** See ulimit.ts. Without a word the container has the engine's own limits. */
  readonly rlimits?: readonly OciRlimit[];
  readonly sysctls?: Readonly<Record<string, string>>;
  /** −1000 to 1000: the sooner the kernel kills it when memory runs out, the higher. */
  readonly oomScoreAdj?: number;

  readonly annotations?: Readonly<Record<string, string>>;
  /** Number of the signal that asks the container to end. Kept as an annotation, for whoever stops it. */
  readonly stopSignal?: number;
}

// The three files that an engine writes for a container, so that it knows its name and the network.
import type { OciMount } from "../oci-types.ts";

/** Paths on the host. */
export interface HostFiles {
  /** See files/hosts.ts. */
  readonly hosts?: string;
  readonly hostname?: string;
  /** See files/resolv-conf.ts. */
  readonly resolvConf?: string;
}

/**
 * Binds the files to their places in /etc. Programs in the container may write to them, as Podman lets them.
 *
 * @param readonly whether the whole rootfs is
 */
export function hostFileMounts(files: HostFiles, readonly = false): readonly OciMount[] {
  const options = ["bind", "rprivate", ...(readonly ? ["ro", "nosuid", "noexec", "nodev"] : [])];
  const places = { "/etc/hosts": files.hosts, "/etc/hostname": files.hostname, "/etc/resolv.conf": files.resolvConf };
  return Object.entries(places).flatMap(([destination, source]) =>
    source === undefined ? [] : [{ destination, type: "bind", source, options }],
  );
}

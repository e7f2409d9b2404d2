// The configuration and environment of a test's own Podman, which depend on nothing that a machine has configured.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The variables of every Podman command. */
export function environment(directory: string): Record<string, string> {
  return {
    // runc and iptables live where `su` does not look.
    PATH: `${process.env["PATH"] ?? "/usr/bin:/bin"}:/usr/sbin:/sbin`,
    HOME: join(directory, "home"),
    TMPDIR: join(directory, "tmp"),
    CONTAINERS_CONF: join(directory, "containers.conf"),
    TERM: "dumb",
  };
}

/** Where Podman notes what happens to containers. */
export function eventsFile(directory: string): string {
  return join(directory, "events.log");
}

/** Writes containers.conf(5): no network unless asked for, no systemd, no limits that a small machine cannot give. */
export function writeConfiguration(directory: string): void {
  writeFileSync(
    join(directory, "containers.conf"),
    `[containers]
default_ulimits = []
netns = "none"
log_driver = "k8s-file"
init_path = "${Bun.which("catatonit") ?? "/usr/bin/catatonit"}"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
events_logfile_path = "${eventsFile(directory)}"
volume_path = "${join(directory, "volumes")}"
[network]
network_config_dir = "${join(directory, "networks")}"
`,
  );
}

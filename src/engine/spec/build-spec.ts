// Makes a container's configuration for the OCI runtime out of what was asked for.
import { readFileSync } from "node:fs";
import { release } from "node:os";
import { boundingCapabilities, type CapabilityOptions, processCapabilities } from "./capabilities.ts";
import { containerEnvironment } from "./environment.ts";
import { defaultMounts } from "./mounts/default-mounts.ts";
import { hostFileMounts } from "./mounts/host-files.ts";
import { keepLockedFlags } from "./mounts/locked-flags.ts";
import { mergeMounts, rootPropagation } from "./mounts/merge-mounts.ts";
import { writablePlaces } from "./mounts/tmpfs.ts";
import { containerNamespaces } from "./namespaces.ts";
import type { OciLinux, OciMount, OciProcess, OciSpec, OciUser } from "./oci-types.ts";
import { MASKED_PATHS, READONLY_PATHS } from "./protected-paths.ts";
import { containerResources } from "./resources.ts";
import { isMapped } from "./rootless/id-mappings.ts";
import { seccompForContainer } from "./seccomp/to-oci.ts";
import { checkOptions } from "./spec-checks.ts";
import type { SpecOptions } from "./spec-options.ts";
import { containerSysctls } from "./sysctl.ts";

export type { SpecOptions } from "./spec-options.ts";

/** Who stops a container finds its signal here; the name is the image specification's. */
export const STOP_SIGNAL_ANNOTATION = "org.opencontainers.image.stopSignal";

/**
 * The configuration of one container, as Podman would make it, for `writeSpec`.
 *
 * @throws {SpecError} when options contradict each other, or cannot be had without root
 *
 * @example
 * ```ts
 * const spec = buildSpec({ rootfs: "/srv/busybox", args: ["sh"], terminal: true, hostname: "box" });
 * writeSpec("/run/web/bundle", spec);
 * ```
 */
export function buildSpec(options: SpecOptions): OciSpec {
  checkOptions(options);
  const { rootfs, readonlyRootfs = false, hostname, annotations, stopSignal } = options;
  const mounts = mountsOf(options);
  return {
    ociVersion: "1.0.2",
    process: processOf(options),
    root: { path: rootfs, readonly: readonlyRootfs },
    ...(hostname === undefined ? {} : { hostname }),
    mounts,
    annotations: {
      ...annotations,
      ...(stopSignal === undefined ? {} : { [STOP_SIGNAL_ANNOTATION]: `${stopSignal}` }),
    },
    linux: linuxOf(options, mounts),
  };
}

const ROOT: OciUser = { uid: 0, gid: 0 };
const DEFAULT_SHM_SIZE = 64 * 1024 * 1024;
const TERMINAL_GROUP = 5;

function processOf(options: SpecOptions): OciProcess {
  const { args, env = [], cwd = "/", user = ROOT, terminal = false, consoleSize, hostname } = options;
  const { rlimits = [], noNewPrivileges = false, oomScoreAdj } = options;
  return {
    terminal,
    ...(consoleSize === undefined ? {} : { consoleSize: { height: consoleSize.rows, width: consoleSize.columns } }),
    user: userOf(options),
    args,
    env: containerEnvironment(env, { terminal, hostname }),
    cwd,
    capabilities: processCapabilities(user.uid, capabilityOptions(options)),
    ...(rlimits.length === 0 ? {} : { rlimits }),
    noNewPrivileges,
    ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }),
  };
}

function userOf({ user = ROOT, rootless }: SpecOptions): OciUser {
  const { additionalGids, ...own } = user;
  // runc gives no more groups to anybody when it runs without root: "cannot set any additional groups".
  const groups = rootless === undefined && additionalGids !== undefined ? { additionalGids } : {};
  return { umask: 0o022, ...own, ...groups };
}

function capabilityOptions(options: SpecOptions): CapabilityOptions {
  const { capAdd = [], capDrop = [], privileged = false, availableCapabilities: available } = options;
  return { add: capAdd, drop: capDrop, privileged, ...(available === undefined ? {} : { available }) };
}

function mountsOf(options: SpecOptions): readonly OciMount[] {
  const { namespaces = {}, rootless, privileged = false, shmSize = DEFAULT_SHM_SIZE } = options;
  const { hostFiles = {}, readonlyRootfs = false, readonlyTmpfs = true, mounts = [] } = options;
  const terminalGroup = rootless === undefined || isMapped(rootless.gidMappings, TERMINAL_GROUP);
  const defaults = [
    ...defaultMounts({ namespaces, rootless: rootless !== undefined, privileged, shmSize, terminalGroup }),
    ...(readonlyRootfs && readonlyTmpfs ? writablePlaces() : []),
    ...hostFileMounts(hostFiles, readonlyRootfs),
  ];
  const all = mergeMounts(defaults, mounts);
  if (rootless === undefined) return all;
  const mountinfo = readFileSync("/proc/self/mountinfo", "utf8");
  return all.map((mount) => keepLockedFlags(mount, mountinfo));
}

function linuxOf(options: SpecOptions, mounts: readonly OciMount[]): OciLinux {
  const { namespaces = {}, rootless, cgroupsPath, resources = {}, sysctls = {}, privileged = false } = options;
  // An ordinary user's container has no cgroup but one that was prepared for it.
  const hasCgroup = rootless === undefined || cgroupsPath !== undefined;
  const rootfsPropagation = rootPropagation(mounts);
  return {
    namespaces: containerNamespaces(namespaces, { rootless: rootless !== undefined }),
    ...rootless,
    ...(cgroupsPath === undefined ? {} : { cgroupsPath }),
    ...(hasCgroup ? { resources: containerResources(resources, privileged) } : {}),
    sysctl: containerSysctls(sysctls, namespaces),
    ...seccompOf(options),
    ...(rootfsPropagation === undefined ? {} : { rootfsPropagation }),
    ...(privileged ? {} : { maskedPaths: MASKED_PATHS, readonlyPaths: READONLY_PATHS }),
  };
}

function seccompOf(options: SpecOptions): Pick<OciLinux, "seccomp"> {
  if (options.seccomp === undefined || options.privileged === true) return {};
  const capabilities = boundingCapabilities(capabilityOptions(options));
  const target = { capabilities, architecture: process.arch, kernel: release() };
  return { seccomp: seccompForContainer(options.seccomp, target) };
}

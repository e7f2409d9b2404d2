// What cannot be had together, and what not without root; the runtime would say it later and less clearly.
import type { NamespaceMode } from "./namespaces.ts";
import type { OciUser } from "./oci-types.ts";
import { askedResources } from "./resources.ts";
import { isMapped } from "./rootless/id-mappings.ts";
import type { RootlessIds } from "./rootless.ts";
import { SpecError } from "./spec-error.ts";
import type { SpecOptions } from "./spec-options.ts";

/** @throws {SpecError} for the first contradiction */
export function checkOptions(options: SpecOptions): void {
  const { rootfs, args, cwd = "/", hostname, namespaces = {}, rootless } = options;
  if (args.length === 0) throw new SpecError("There is no command to run in the container");
  if (!rootfs.startsWith("/")) throw new SpecError(`The rootfs "${rootfs}" is no absolute path`);
  if (!cwd.startsWith("/")) throw new SpecError(`The working directory "${cwd}" is no absolute path`);
  if (hostname !== undefined && namespaces.uts === "host") {
    throw new SpecError(`Cannot set the host name "${hostname}": the uts namespace is the host's`);
  }
  if (rootless !== undefined) checkRootless(options, rootless);
}

function checkRootless({ user, namespaces = {}, cgroupsPath, resources = {} }: SpecOptions, ids: RootlessIds): void {
  if (user !== undefined) checkUser(user, ids);
  for (const [type, mode] of Object.entries<NamespaceMode | undefined>({ ...namespaces })) {
    if (typeof mode !== "object") continue;
    // setns(2) asks for CAP_SYS_ADMIN outside of the container too.
    throw new SpecError(`Cannot join the ${type} namespace "${mode.path}" without root: only root can`);
  }
  const [asked] = askedResources(resources);
  if (cgroupsPath === undefined && asked !== undefined) {
    throw new SpecError(`Cannot use ${asked} without root: no cgroup has been delegated to you`);
  }
}

function checkUser({ uid, gid }: OciUser, { uidMappings, gidMappings }: RootlessIds): void {
  if (!isMapped(uidMappings, uid)) throw new SpecError(unmapped("user", uid, "/etc/subuid"));
  if (!isMapped(gidMappings, gid)) throw new SpecError(unmapped("group", gid, "/etc/subgid"));
}

function unmapped(what: string, id: number, file: string): string {
  return `The container cannot have ${what} ${id}: you have too few subordinate ids; give yourself more in ${file}`;
}

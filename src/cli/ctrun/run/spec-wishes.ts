// The OCI configuration that the options of `run` and `create` ask for.
import { statSync } from "node:fs";
import type { ContainerUser } from "../../../engine/exec/users/user-lookup.ts";
import { lookupUser } from "../../../engine/exec/users/user-lookup.ts";
import { availableCapabilities } from "../../../engine/spec/available-capabilities.ts";
import type { SpecOptions } from "../../../engine/spec/build-spec.ts";
import type { HostFiles } from "../../../engine/spec/mounts/host-files.ts";
import { parseMount } from "../../../engine/spec/mounts/mount-option.ts";
import { parseTmpfs } from "../../../engine/spec/mounts/tmpfs.ts";
import { parseVolume } from "../../../engine/spec/mounts/volume.ts";
import type { OciMount } from "../../../engine/spec/oci-spec.ts";
import { rootlessIds } from "../../../engine/spec/rootless.ts";
import type { OptionValues } from "../grammar/option-table.ts";
import type { ContainerConfig } from "../state/container-config.ts";
import type { CONTAINER_OPTIONS } from "./container-options.ts";
import { environmentOf } from "./environment.ts";
import { findInit, surroundings } from "./find-program.ts";
import { networkNamespaces } from "./network.ts";
import { securityOptions } from "./security-options.ts";

export type ContainerWishes = OptionValues<typeof CONTAINER_OPTIONS>;

/** Where the container has its init; /dev is a file system of its own, so nothing is left in the rootfs. */
const INIT = "/dev/init";

export interface SpecSurroundings {
  readonly id: string;
  readonly cgroupsPath: string | undefined;
  readonly hostFiles: HostFiles;
  /** Characters of the caller's terminal, where there is one. */
  readonly window: { readonly height: number; readonly width: number } | undefined;
}

/**
 * All but the checks that `buildSpec` does.
 *
 * @throws {SpecError} {UserLookupError} {Error} for what makes no sense, or is not there
 */
export function specOptions(
  wishes: ContainerWishes,
  config: ContainerConfig,
  { id, cgroupsPath, hostFiles, window }: SpecSurroundings,
): SpecOptions {
  const user = wishes.user === undefined ? undefined : lookupUser(config.rootfs, wishes.user);
  const root = process.geteuid?.() === 0;
  const security = securityOptions(wishes["security-opt"], wishes.privileged);
  return {
    rootfs: config.rootfs,
    readonlyRootfs: wishes["read-only"],
    args: wishes.init ? [INIT, "--", ...config.command] : config.command,
    env: environment(wishes, user),
    terminal: config.terminal,
    ...(config.terminal && window !== undefined ? { consoleSize: { rows: window.height, columns: window.width } } : {}),
    ...(config.hostname === undefined ? {} : { hostname: config.hostname }),
    ...(user === undefined ? {} : { user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids } }),
    ...(wishes.workdir === undefined ? {} : { cwd: wishes.workdir }),
    capAdd: wishes["cap-add"],
    capDrop: wishes["cap-drop"],
    privileged: wishes.privileged,
    ...(root ? { availableCapabilities: availableCapabilities() } : {}),
    ...(security.seccomp === undefined ? {} : { seccomp: security.seccomp }),
    noNewPrivileges: security.noNewPrivileges,
    mounts: mounts(wishes),
    hostFiles,
    ...(wishes["shm-size"] === undefined ? {} : { shmSize: wishes["shm-size"] }),
    namespaces: networkNamespaces(config, id),
    rootless: rootlessIds(),
    ...(cgroupsPath === undefined ? {} : { cgroupsPath }),
    resources: resources(wishes),
    rlimits: wishes.ulimit,
    sysctls: Object.fromEntries(wishes.sysctl),
    annotations: config.annotations,
    stopSignal: config.stopSignal,
  };
}

function environment(wishes: ContainerWishes, user: ContainerUser | undefined): string[] {
  const own = environmentOf({ entries: wishes.env, files: wishes["env-file"] }, process.env);
  const home = user?.home ?? "/root";
  return own.some((entry) => entry.startsWith("HOME=")) ? own : [`HOME=${home}`, ...own];
}

function mounts(wishes: ContainerWishes): OciMount[] {
  const asked = askedMounts(wishes);
  for (const mount of asked) checkSource(mount);
  return asked;
}

/** Before anything is made: a runtime would say the same in many more words. */
function checkSource({ type, source = "", destination }: OciMount): void {
  if (type !== "bind") return;
  try {
    statSync(source);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = code === "ENOENT" ? "no such file or directory" : code;
    throw new Error(`Cannot show "${source}" at "${destination}": ${why}`, { cause: error });
  }
}

function askedMounts(wishes: ContainerWishes): OciMount[] {
  const directory = process.cwd();
  const init: OciMount = {
    destination: INIT,
    type: "bind",
    source: wishes.init ? findInit(surroundings()) : "",
    options: ["bind", "ro", "rprivate"],
  };
  return [
    ...wishes.volume.map((text) => parseVolume(text, directory)),
    ...wishes.mount.map((text) => parseMount(text, directory)),
    ...wishes.tmpfs.map(parseTmpfs),
    ...(wishes.init ? [init] : []),
  ];
}

function resources({ memory, cpus, "pids-limit": pidsLimit }: ContainerWishes): NonNullable<SpecOptions["resources"]> {
  return {
    ...(memory === undefined ? {} : { memory }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pidsLimit === undefined ? {} : { pidsLimit }),
  };
}

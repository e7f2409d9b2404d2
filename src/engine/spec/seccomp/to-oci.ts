// Turns an engine's seccomp profile into the filter of one container, as the runtime takes it.
import type { OciSeccomp, OciSyscall } from "../oci-types.ts";
import { SpecError } from "../spec-error.ts";
import type { SeccompCondition, SeccompProfile, SeccompRule } from "./profile.ts";

export interface SeccompTarget {
  /** The container's bounding set, as `CAP_…`: a profile opens system calls that only a capability makes dangerous. */
  readonly capabilities: readonly string[];
  /** `process.arch`. */
  readonly architecture: string;
  /** `os.release()`. */
  readonly kernel: string;
}

/**
 * Keeps the rules whose conditions hold for the container, and the architecture's own list of architectures.
 *
 * @throws {SpecError} when the profile knows nothing of this architecture
 */
export function seccompForContainer(profile: SeccompProfile, target: SeccompTarget): OciSeccomp {
  const [libseccomp, go] = ARCHITECTURES.get(target.architecture) ?? ["", target.architecture];
  const rules = profile.syscalls.filter((rule) => applies(rule, { ...target, architecture: go }));
  return {
    defaultAction: profile.defaultAction,
    ...(profile.defaultErrnoRet === undefined ? {} : { defaultErrnoRet: profile.defaultErrnoRet }),
    architectures: architecturesOf(profile, libseccomp, target.architecture),
    ...(profile.flags.length === 0 ? {} : { flags: profile.flags }),
    syscalls: rules.map(syscallOf),
  };
}

/** By `process.arch`: seccomp(3)'s name, and Go's, in which profiles state their conditions. */
const ARCHITECTURES: ReadonlyMap<string, readonly [libseccomp: string, go: string]> = new Map([
  ["x64", ["SCMP_ARCH_X86_64", "amd64"] as const],
  ["arm64", ["SCMP_ARCH_AARCH64", "arm64"] as const],
]);

function architecturesOf(profile: SeccompProfile, libseccomp: string, architecture: string): readonly string[] {
  // A profile that lists none is for whatever it runs on.
  if (profile.architectures.length > 0 || profile.archMap.length === 0) return profile.architectures;
  const own = profile.archMap.find((entry) => entry.architecture === libseccomp);
  if (own === undefined) throw new SpecError(`The seccomp profile has no rules for the architecture ${architecture}`);
  return [own.architecture, ...own.subArchitectures];
}

function applies({ includes, excludes }: SeccompRule, target: SeccompTarget): boolean {
  return (
    (includes.arches.length === 0 || includes.arches.includes(target.architecture)) &&
    includes.caps.every((capability) => target.capabilities.includes(capability)) &&
    (includes.minKernel === undefined || isAtLeast(target.kernel, includes.minKernel)) &&
    !isExcluded(excludes, target)
  );
}

function isExcluded(excludes: SeccompCondition, target: SeccompTarget): boolean {
  return (
    excludes.arches.includes(target.architecture) ||
    excludes.caps.some((capability) => target.capabilities.includes(capability)) ||
    (excludes.minKernel !== undefined && isAtLeast(target.kernel, excludes.minKernel))
  );
}

/** `6.1.0-13-amd64` is at least `4.8`. */
function isAtLeast(kernel: string, wanted: string): boolean {
  const [major = 0, minor = 0] = kernel.split(/[.-]/, 2).map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major === wantedMajor ? minor >= wantedMinor : major > wantedMajor;
}

function syscallOf({ names, action, errnoRet, args }: SeccompRule): OciSyscall {
  return {
    names,
    action,
    ...(errnoRet === undefined ? {} : { errnoRet }),
    ...(args.length === 0 ? {} : { args }),
  };
}

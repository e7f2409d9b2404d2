// `--security-opt`: which system calls a container may make, and whether its programs may gain rights.
import {
  readDefaultSeccompProfile,
  readSeccompProfile,
  type SeccompProfile,
} from "../../../engine/spec/seccomp/profile.ts";
import { UsageError } from "../grammar/usage-error.ts";

export interface SecurityOptions {
  /** Undefined: every system call. */
  readonly seccomp: SeccompProfile | undefined;
  /** Whether set-user-ID programs and file capabilities are without effect. */
  readonly noNewPrivileges: boolean;
}

/**
 * @param texts `seccomp=FILE`, `seccomp=unconfined`, `no-new-privileges`; of several for the same, the last counts
 * @param privileged whether the container is to have all rights: without a profile of its own it has no filter then
 * @throws {UsageError} for what is none of these @throws {SpecError} for a profile that cannot be used
 */
export function securityOptions(texts: readonly string[], privileged: boolean): SecurityOptions {
  let seccomp: string | undefined;
  let noNewPrivileges = false;
  for (const text of texts) {
    const [name, value] = split(text);
    if (name === "seccomp" && value !== "") seccomp = value;
    else if (name === "no-new-privileges") noNewPrivileges = truthOf(value, text);
    else throw invalid(text);
  }
  return { seccomp: profile(seccomp, privileged), noNewPrivileges };
}

function profile(asked: string | undefined, privileged: boolean): SeccompProfile | undefined {
  if (asked === "unconfined") return undefined;
  if (asked !== undefined) return readSeccompProfile(asked);
  return privileged ? undefined : readDefaultSeccompProfile();
}

/** Docker's older form has a colon. */
function split(text: string): readonly [name: string, value: string] {
  const end = text.search(/[=:]/);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 1)];
}

function truthOf(value: string, text: string): boolean {
  if (value === "" || value === "true") return true;
  if (value === "false") return false;
  throw invalid(text);
}

function invalid(text: string): UsageError {
  return new UsageError(
    `invalid value "${text}" for --security-opt: use seccomp=FILE, seccomp=unconfined or no-new-privileges`,
  );
}

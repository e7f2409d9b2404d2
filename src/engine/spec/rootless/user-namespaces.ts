// Whether the machine lets ordinary users make user namespaces.
import { readFileSync } from "node:fs";
import { SpecError } from "../spec-error.ts";

/**
 * Looks at the two switches that turn them off.
 *
 * @param sys where sysctls are, for tests
 * @throws {SpecError} naming the switch
 */
export function checkUserNamespaces(sys = "/proc/sys"): void {
  for (const [name, remedy] of SWITCHES) {
    const value = contentOf(`${sys}/${name.replaceAll(".", "/")}`);
    if (value === "0") throw new SpecError(`Cannot run containers without root: ${name} is 0; run "sysctl ${remedy}"`);
  }
}

// The second is Debian's own, gone from newer kernels.
const SWITCHES: readonly (readonly [name: string, remedy: string])[] = [
  ["user.max_user_namespaces", "user.max_user_namespaces=15000"],
  ["kernel.unprivileged_userns_clone", "kernel.unprivileged_userns_clone=1"],
];

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1").trim();
  } catch {
    // A kernel without the switch has nothing to be turned off.
    return undefined;
  }
}
